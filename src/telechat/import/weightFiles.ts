import path from 'node:path';
import * as v from 'valibot';
import { GptqSource } from '../../checkpoint/gptq/gptqSource.ts';
import { openShards, openWeightFile } from '../../checkpoint/shards.ts';
import type { TensorSource } from '../../checkpoint/tensor/tensorSource.ts';
import { UserError } from '../../shared/errors.ts';
import { parseAs, readJson } from '../../shared/jsonFile.ts';

const QUANTIZATION = 'quantize_config.json';

/** Index files and single files of weights, in the order in which they are looked for. */
const INDEXES = ['model.safetensors.index.json', 'pytorch_model.bin.index.json'];
const SINGLE_FILES = ['model.safetensors', 'pytorch_model.bin'];

const DOWNLOAD_AGAIN = 'download the checkpoint again';

const INDEX_JSON = v.object({ weight_map: v.record(v.string(), v.string()) });

const QUANTIZATION_JSON = v.object({
  bits: v.picklist([4, 8], 'only 4 and 8 bits are known'),
  group_size: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(65536)),
  model_file_base_name: v.nullish(v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'it must be a plain file name'))),
});

/**
 * Opens the weights of a checkpoint folder, whichever of the official layouts they have: GPTQ, sharded or single, torch or
 * safetensors (docs/model.md#checkpoint-files).
 * @param files names of what the folder holds
 * @throws UserError when there are none, or what is there is broken
 */
export async function openWeights(folder: string, files: ReadonlySet<string>): Promise<TensorSource> {
  if (files.has(QUANTIZATION)) return openGptq(folder, files);
  const index = INDEXES.find((file) => files.has(file));
  if (index) return openShards(folder, index, await readWeightMap(folder, index));
  return openWeightFile(path.join(folder, singleFile(folder, files)));
}

/** Small files that say where a checkpoint's weights are, of those that are there. */
export function weightDescriptions(files: ReadonlySet<string>): string[] {
  if (files.has(QUANTIZATION)) return [QUANTIZATION];
  return INDEXES.filter((file) => files.has(file)).slice(0, 1);
}

/**
 * Names of the files whose tensors `openWeights` would read; their descriptions must be in the folder, they need not be.
 * @param files names of what the checkpoint has
 * @throws UserError when there are none, or a description is broken
 */
export async function weightFileNames(folder: string, files: ReadonlySet<string>): Promise<string[]> {
  if (files.has(QUANTIZATION)) return [gptqFile(folder, files, await readQuantization(folder))];
  const index = INDEXES.find((file) => files.has(file));
  if (index) return [...new Set(Object.values(await readWeightMap(folder, index)))].sort();
  return [singleFile(folder, files)];
}

async function readWeightMap(folder: string, index: string): Promise<Record<string, string>> {
  const json = await readJson(path.join(folder, index), DOWNLOAD_AGAIN);
  return parseAs(INDEX_JSON, json, index, DOWNLOAD_AGAIN).weight_map;
}

function singleFile(folder: string, files: ReadonlySet<string>): string {
  const single = SINGLE_FILES.find((file) => files.has(file));
  if (!single) throw missing(folder, [...SINGLE_FILES, ...INDEXES]);
  return single;
}

type Quantization = v.InferOutput<typeof QUANTIZATION_JSON>;

async function readQuantization(folder: string): Promise<Quantization> {
  const json = await readJson(path.join(folder, QUANTIZATION), DOWNLOAD_AGAIN);
  return parseAs(QUANTIZATION_JSON, json, QUANTIZATION, DOWNLOAD_AGAIN);
}

function gptqFile(folder: string, files: ReadonlySet<string>, config: Quantization): string {
  const stem = config.model_file_base_name ?? `gptq_model-${config.bits}bit-${config.group_size}g`;
  const names = [`${stem}.safetensors`, `${stem}.bin`, `${stem}.pt`];
  const file = names.find((name) => files.has(name));
  if (!file) throw missing(folder, names);
  return file;
}

async function openGptq(folder: string, files: ReadonlySet<string>): Promise<TensorSource> {
  const config = await readQuantization(folder);
  const file = gptqFile(folder, files, config);
  const source = await openWeightFile(path.join(folder, file));
  try {
    return await GptqSource.open(file, source, { bits: config.bits, groupSize: config.group_size });
  } catch (error) {
    await source.close();
    throw error;
  }
}

function missing(folder: string, names: readonly string[]): UserError {
  return new UserError(
    `the checkpoint ${folder}`,
    `it has no ${names.join(' or ')}`,
    'give the folder of a complete TeleChat checkpoint',
  );
}
