import path from 'node:path';
import { openSafetensors } from './safetensors/safetensors.ts';
import { brokenFile } from './tensor/brokenFile.ts';
import type { StoredFloats } from './tensor/elementType.ts';
import type { ElementRange, TensorInfo, TensorSource } from './tensor/tensorSource.ts';
import { openTorchFile } from './torch/torchFile.ts';

/** Opens one file of weights by what its name ends with: safetensors, else torch. */
export function openWeightFile(file: string): Promise<TensorSource> {
  return file.endsWith('.safetensors') ? openSafetensors(file) : openTorchFile(file);
}

/**
 * Opens the shards that an index lists, as one source. Only the index counts: what else a shard holds is not there.
 * @param index name of the index file, for errors
 * @param weightMap tensor → file name
 * @throws UserError when a shard is missing, broken or outside the folder, or lacks a tensor that the index puts there
 */
export async function openShards(
  folder: string,
  index: string,
  weightMap: Readonly<Record<string, string>>,
): Promise<TensorSource> {
  const shards = new Map<string, TensorSource>();
  const places = new Map<string, TensorSource>();
  try {
    for (const [tensor, file] of Object.entries(weightMap)) {
      if (file !== path.basename(file) || file === '..' || file.includes('\\')) {
        throw brokenFile(
          index,
          `it names the file ${JSON.stringify(file)}, which is outside the folder`,
          tensor,
        );
      }
      const shard = shards.get(file) ?? (await openWeightFile(path.join(folder, file)));
      shards.set(file, shard);
      if (!shard.info(tensor)) throw brokenFile(file, `${index} says that it is here, and it is not`, tensor);
      places.set(tensor, shard);
    }
    return new Shards(index, places, [...shards.values()]);
  } catch (error) {
    await Promise.all(Array.from(shards.values(), (shard) => shard.close()));
    throw error;
  }
}

class Shards implements TensorSource {
  constructor(
    private readonly index: string,
    private readonly places: ReadonlyMap<string, TensorSource>,
    private readonly files: readonly TensorSource[],
  ) {}

  names(): Iterable<string> {
    return this.places.keys();
  }

  info(name: string): TensorInfo | undefined {
    return this.places.get(name)?.info(name);
  }

  async readStored(name: string, range?: ElementRange, spare?: ArrayBuffer): Promise<StoredFloats> {
    return this.place(name).readStored(name, range, spare);
  }

  async read(name: string, range?: ElementRange): Promise<Float32Array<ArrayBuffer>> {
    return this.place(name).read(name, range);
  }

  async readIntegers(name: string, range?: ElementRange): Promise<Int32Array<ArrayBuffer>> {
    return this.place(name).readIntegers(name, range);
  }

  async close(): Promise<void> {
    await Promise.all(this.files.map((file) => file.close()));
  }

  private place(name: string): TensorSource {
    const place = this.places.get(name);
    if (!place) throw brokenFile(this.index, 'it does not list the tensor', name);
    return place;
  }
}
