import { FileBytes } from '../tensor/fileBytes.ts';
import { FileTensors, rowMajorStrides } from '../tensor/tensorReader.ts';
import type { TensorSource } from '../tensor/tensorSource.ts';
import { headerLength, LENGTH_BYTES, parseHeader } from './safetensorsHeader.ts';

/** The format's names of the types that the readers know. */
const TYPES: Readonly<Record<string, string>> = { F32: 'fp32', F16: 'fp16', BF16: 'bf16', I32: 'int32' };

/**
 * Opens one safetensors file and checks its whole header before anything is read.
 * @throws UserError when it cannot be opened, is truncated, or its header lies
 */
export async function openSafetensors(file: string): Promise<TensorSource> {
  const bytes = await FileBytes.open(file);
  try {
    const prefix = await bytes.read(0, Math.min(LENGTH_BYTES, bytes.size));
    const header = await bytes.read(LENGTH_BYTES, headerLength(bytes.name, prefix, bytes.size));
    const tensors = parseHeader(bytes.name, header, bytes.size).map(({ name, dtype, shape, start }) => {
      const tensor = {
        dtype: TYPES[dtype] ?? dtype,
        shape,
        position: start,
        strides: rowMajorStrides(shape),
      };
      return [name, tensor] as const;
    });
    return new FileTensors(bytes, new Map(tensors));
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
