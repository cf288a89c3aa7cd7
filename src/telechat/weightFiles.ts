import path from 'node:path';
import * as v from 'valibot';
import { GptqSource } from '../checkpoint/gptqSource.ts';
import { openShards, openWeightFile } from '../checkpoint/shards.ts';
import type { TensorSource } from '../checkpoint/tensorSource.ts';
import { UserError } from '../errors.ts';
import { parseAs, readJson } from './jsonFile.ts';

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
 * safetensors (telechat-model.md §3, §7).
 * @param files names of what the folder holds
 * @throws UserError when there are none, or what is there is broken
 */
export async function openWeights(folder: string, files: ReadonlySet<string>): Promise<TensorSource> {
  if (files.has(QUANTIZATION)) return openGptq(folder, files);
  const index = INDEXES.find((file) => files.has(file));
  if (index) {
    const json = parseAs(
      INDEX_JSON,
      await readJson(path.join(folder, index), DOWNLOAD_AGAIN),
      index,
      DOWNLOAD_AGAIN,
    );
    return openShards(folder, index, json.weight_map);
  }
  const single = SINGLE_FILES.find((file) => files.has(file));
  if (single) return openWeightFile(path.join(folder, single));
  throw missing(folder, [...SINGLE_FILES, ...INDEXES]);
}

async function openGptq(folder: string, files: ReadonlySet<string>): Promise<TensorSource> {
  const json = await readJson(path.join(folder, QUANTIZATION), DOWNLOAD_AGAIN);
  const config = parseAs(QUANTIZATION_JSON, json, QUANTIZATION, DOWNLOAD_AGAIN);
  const stem = config.model_file_base_name ?? `gptq_model-${config.bits}bit-${config.group_size}g`;
  const names = [`${stem}.safetensors`, `${stem}.bin`, `${stem}.pt`];
  const file = names.find((name) => files.has(name));
  if (!file) throw missing(folder, names);
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
