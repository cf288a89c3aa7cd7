import path from 'node:path';
import * as v from 'valibot';
import { QuantizedSource } from '../../checkpoint/quantized/quantizedSource.ts';
import { openShards, openWeightFile } from '../../checkpoint/shards.ts';
import type { TensorSource } from '../../checkpoint/tensor/tensorSource.ts';
import { UserError } from '../../shared/errors.ts';
import { parseAs, readJson } from '../../shared/files/jsonFile.ts';
import { type CheckpointQuantization, QUANTIZATION_FILE, readQuantization } from './quantizationJson.ts';

/** Index files and single files of weights, in the order in which they are looked for. */
const INDEXES = ['model.safetensors.index.json', 'pytorch_model.bin.index.json'];
const SINGLE_FILES = ['model.safetensors', 'pytorch_model.bin'];

const DOWNLOAD_AGAIN = 'download the checkpoint again';

const INDEX_JSON = v.object({ weight_map: v.record(v.string(), v.string()) });

/**
 * Opens the weights of a checkpoint folder, whichever of the official layouts they have: float or quantised, sharded or single,
 * torch or safetensors (docs/model.md#checkpoint-files).
 * @param files names of what the folder holds
 * @throws UserError when there are none, or what is there is broken
 */
export async function openWeights(folder: string, files: ReadonlySet<string>): Promise<TensorSource> {
  const quantization = await readQuantization(folder);
  const entry = weightEntry(folder, files, quantization);
  const isIndex = INDEXES.includes(entry);
  const source = isIndex
    ? await openShards(folder, entry, await readWeightMap(folder, entry))
    : await openWeightFile(path.join(folder, entry));
  if (!quantization) return source;
  try {
    return await QuantizedSource.open(entry, source, quantization);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Small files that say where a checkpoint's weights are, of those that are there. */
export function weightDescriptions(files: ReadonlySet<string>): string[] {
  return [QUANTIZATION_FILE, ...INDEXES].filter((file) => files.has(file));
}

/**
 * Names of the files whose tensors `openWeights` would read; their descriptions must be in the folder, they need not be.
 * @param files names of what the checkpoint has
 * @throws UserError when there are none, or a description is broken
 */
export async function weightFileNames(folder: string, files: ReadonlySet<string>): Promise<string[]> {
  const entry = weightEntry(folder, files, await readQuantization(folder));
  if (!INDEXES.includes(entry)) return [entry];
  return [...new Set(Object.values(await readWeightMap(folder, entry)))].sort();
}

/** The file of weights, or the index of several: AutoGPTQ's own name before the usual ones. */
function weightEntry(
  folder: string,
  files: ReadonlySet<string>,
  quantization: CheckpointQuantization | undefined,
): string {
  const quantized = quantization
    ? ['.safetensors', '.bin', '.pt'].map((end) => quantization.fileStem + end)
    : [];
  const candidates = [...quantized, ...INDEXES, ...SINGLE_FILES];
  const entry = candidates.find((file) => files.has(file));
  if (entry) return entry;
  throw new UserError(
    `the checkpoint ${folder}`,
    `it has no ${[...quantized, ...SINGLE_FILES, ...INDEXES].join(' or ')}`,
    'give the folder of a complete checkpoint',
  );
}

async function readWeightMap(folder: string, index: string): Promise<Record<string, string>> {
  const json = await readJson(path.join(folder, index), DOWNLOAD_AGAIN);
  return parseAs(INDEX_JSON, json, index, DOWNLOAD_AGAIN).weight_map;
}
