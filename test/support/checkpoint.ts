import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { floatToHalf } from '../../src/checkpoint/tensor/float16.ts';
import { demoModel } from './program.ts';

/** Runs `use` with a new folder that is removed afterwards. */
export async function inTemporaryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'telechat-writer-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface FixtureTensor {
  readonly dtype: 'F32' | 'F16' | 'BF16' | 'I32' | 'I64';
  readonly shape: readonly number[];
  readonly values: readonly number[] | Float32Array | Int32Array;
}

/** The bytes of a safetensors file with any header, true or not. */
export function safetensorsBytes(header: unknown, data: Uint8Array): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** Writes a true safetensors file. */
export async function writeSafetensors(file: string, tensors: Record<string, FixtureTensor>): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
    const bytes = elementBytes(dtype, values);
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  await writeFile(file, safetensorsBytes(header, Buffer.concat(parts)));
}

function elementBytes(dtype: FixtureTensor['dtype'], values: FixtureTensor['values']): Uint8Array {
  const floats = Float32Array.from(values);
  switch (dtype) {
    case 'F32':
      return new Uint8Array(floats.buffer);
    case 'F16':
      return new Uint8Array(floatToHalf(floats).buffer);
    case 'BF16':
      return new Uint8Array(Uint16Array.from(new Uint32Array(floats.buffer), (word) => word >>> 16).buffer);
    case 'I32':
      return new Uint8Array(Int32Array.from(values).buffer);
    case 'I64':
      return new Uint8Array(BigInt64Array.from(Array.from(values, BigInt)).buffer);
  }
}

/** A TeleChat config small enough to work out by hand: 1 layer, 2 heads of 16, untied. */
export const SMALL_CONFIG = {
  vocab_size: 12,
  hidden_size: 32,
  n_layer: 1,
  n_head: 2,
  ffn_hidden_size: 40,
  tie_word_embeddings: false,
};

export const SMALL_GENERATION = { user_token_id: 4, bot_token_id: 5, bos_token_id: 1, eos_token_id: 2 };

/** Shapes of SMALL_CONFIG's checkpoint, written out from docs/model.md#the-network. */
const SMALL_SHAPES: Readonly<Record<string, readonly number[]>> = {
  'transformer.word_embeddings.weight': [12, 32],
  'transformer.h.0.input_layernorm.weight': [32],
  'transformer.h.0.self_attention.query.weight': [32, 32],
  'transformer.h.0.self_attention.key_value.weight': [64, 32],
  'transformer.h.0.self_attention.dense.weight': [32, 32],
  'transformer.h.0.self_attention.dense.bias': [32],
  'transformer.h.0.post_attention_layernorm.weight': [32],
  'transformer.h.0.mlp.gate_proj.weight': [40, 32],
  'transformer.h.0.mlp.up_proj.weight': [40, 32],
  'transformer.h.0.mlp.down_proj.weight': [32, 40],
  'transformer.h.0.mlp.down_proj.bias': [32],
  'transformer.ln_f.weight': [32],
  'lm_head.weight': [12, 32],
};

/** Numbers that tell tensors and rows apart and that float16 holds exactly. */
export function smallTensors(): Record<string, FixtureTensor> {
  return Object.fromEntries(
    Object.entries(SMALL_SHAPES).map(([name, shape], index) => {
      const [rows = 1, columns = 1] = shape;
      const values = Array.from({ length: rows * columns }, (_, i) => index + Math.floor(i / columns) / 64);
      return [name, { dtype: 'F16' as const, shape, values }];
    }),
  );
}

/** Writes a complete checkpoint; `change` spoils it first. */
export async function writeCheckpoint(
  folder: string,
  change: {
    readonly tensors?: Record<string, FixtureTensor>;
    readonly config?: object;
    readonly generation?: object;
  } = {},
): Promise<void> {
  await writeSafetensors(path.join(folder, 'model.safetensors'), change.tensors ?? smallTensors());
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...SMALL_CONFIG, ...change.config }));
  const generation = { ...SMALL_GENERATION, ...change.generation };
  await writeFile(path.join(folder, 'generation_config.json'), JSON.stringify(generation));
  await copyFile(path.join(demoModel, 'tokenizer.model'), path.join(folder, 'tokenizer.model'));
}
