// The GGUF file format, version 3 (github.com/ggml-org/ggml, docs/gguf.md), as far as a writer of models needs it.
import { open } from 'node:fs/promises';

const ALIGNMENT = 32;

/** Types of metadata values. */
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const STRING = 8;
const ARRAY = 9;

/** Types of tensors: ggml's number, and the bytes that a block of so many elements takes. */
export const TENSOR_TYPES = {
  F32: { id: 0, elements: 1, bytes: 4 },
  F16: { id: 1, elements: 1, bytes: 2 },
  Q4_0: { id: 2, elements: 32, bytes: 18 },
  Q8_0: { id: 8, elements: 32, bytes: 34 },
};

export const uint32 = (value) => ({ type: UINT32, bytes: number32('writeUInt32LE', value) });
export const float32 = (value) => ({ type: FLOAT32, bytes: number32('writeFloatLE', value) });
export const string = (value) => ({ type: STRING, bytes: stringBytes(value) });
export const strings = (values) => array(STRING, values.length, Buffer.concat(values.map(stringBytes)));
export const int32s = (values) => array(INT32, values.length, Buffer.from(Int32Array.from(values).buffer));
export const float32s = (values) =>
  array(FLOAT32, values.length, Buffer.from(Float32Array.from(values).buffer));

/** Bytes that a tensor's content takes. @param tensor its dims are [columns, rows], the innermost first */
export function tensorBytes({ type, dims }) {
  const { elements, bytes } = TENSOR_TYPES[type];
  if (dims[0] % elements !== 0) throw new Error(`a row of ${dims[0]} elements is no whole blocks of ${type}`);
  return (dims.reduce((product, size) => product * size, 1) / elements) * bytes;
}

/**
 * Writes a model.
 * @param metadata key → value, made by one of the functions above
 * @param tensors each { name, type, dims }
 * @param content of a tensor: an iterable of the chunks that it consists of
 */
export async function writeGguf(file, metadata, tensors, content) {
  const handle = await open(file, 'w');
  try {
    let position = 0;
    const append = async (bytes) => {
      await handle.write(bytes, 0, bytes.length, position);
      position += bytes.length;
    };
    const align = () => append(Buffer.alloc(aligned(position) - position));
    await append(header(metadata, tensors));
    for (const tensor of tensors) {
      await align();
      for (const chunk of content(tensor)) await append(chunk);
    }
    await align();
  } finally {
    await handle.close();
  }
}

function header(metadata, tensors) {
  const entries = Object.entries(metadata);
  let offset = 0;
  const infos = tensors.map(({ name, type, dims }) => {
    const info = Buffer.concat([
      stringBytes(name),
      number32('writeUInt32LE', dims.length),
      ...dims.map(uint64),
      number32('writeUInt32LE', TENSOR_TYPES[type].id),
      uint64(offset),
    ]);
    offset = aligned(offset + tensorBytes({ type, dims }));
    return info;
  });
  return Buffer.concat([
    Buffer.from('GGUF'),
    number32('writeUInt32LE', 3),
    uint64(tensors.length),
    uint64(entries.length),
    ...entries.flatMap(([key, { type, bytes }]) => [
      stringBytes(key),
      number32('writeUInt32LE', type),
      bytes,
    ]),
    ...infos,
  ]);
}

function aligned(offset) {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function array(type, length, content) {
  return {
    type: ARRAY,
    bytes: Buffer.concat([number32('writeUInt32LE', type), uint64(length), content]),
  };
}

function stringBytes(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function number32(method, value) {
  const bytes = Buffer.alloc(4);
  bytes[method](value);
  return bytes;
}

function uint64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
