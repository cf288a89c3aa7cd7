import path from 'node:path';
import * as v from 'valibot';
import type { Quantization } from '../../checkpoint/quantized/quantizedSource.ts';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { notComputed, OFFICIAL_FILE } from '../layout/checkpointLayout.ts';
import { jsonIfThere } from './readGeneration.ts';

/** AutoGPTQ's file; releases of TeleChat2 say the same in config.json. */
export const QUANTIZATION_FILE = 'quantize_config.json';

const WHOLE_OUTPUT = -1;

const QUANTIZATION_JSON = v.object({
  quant_method: v.nullish(v.string(), 'gptq'),
  bits: v.picklist([4, 8], 'only 4 and 8 bits are known'),
  group_size: v.pipe(
    v.number(),
    v.integer(),
    v.check(
      (size) => size === WHOLE_OUTPUT || (size >= 16 && size <= 65_536),
      'it must be -1, or 16 or more',
    ),
  ),
  /** Of GPTQ. */
  checkpoint_format: v.nullish(v.string(), 'gptq'),
  /** Of AWQ. */
  version: v.nullish(v.string(), 'gemm'),
  /** Whether inputs were ordered by their weight, which `g_idx` of each layer then tells. */
  desc_act: v.nullish(v.boolean(), false),
  /** Of GPTQModel. */
  dynamic: v.nullish(v.strictObject({}, 'bits that differ by layer are not computed')),
  pack_dtype: v.nullish(v.literal('int32', 'only words of 32 bits are known')),
  rotation: v.nullish(v.literal('', 'weights that were rotated are not computed')),
  adapter: v.nullish(v.strictObject({}, 'an adapter beside the weights is not computed; merge it first')),
  /** Of older AutoGPTQ. */
  is_marlin_format: v.nullish(v.literal(false, 'the format of Marlin is not known')),
  model_file_base_name: v.nullish(v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'it must be a plain file name'))),
});

const METHOD = v.looseObject({ quant_method: v.nullish(v.string()) });
const CONFIG_JSON = v.object({ quantization_config: v.nullish(METHOD) });

/** How a checkpoint's layers are quantised, and what its file is called where that is said. */
export interface CheckpointQuantization extends Quantization {
  readonly fileStem: string;
}

/**
 * Reads how a checkpoint is quantised: `quantization_config` in config.json, else quantize_config.json; undefined without either.
 * @throws UserError naming a method or a format that is not known
 */
export async function readQuantization(folder: string): Promise<CheckpointQuantization | undefined> {
  const config = parseAs(
    CONFIG_JSON,
    (await jsonIfThere(path.join(folder, 'config.json'))) ?? {},
    'config.json',
    OFFICIAL_FILE,
  );
  const own = config.quantization_config;
  const json = own ?? (await jsonIfThere(path.join(folder, QUANTIZATION_FILE)));
  if (json === undefined) return undefined;
  const place = own ? 'quantization_config of config.json' : QUANTIZATION_FILE;
  const method = parseAs(METHOD, json, place, OFFICIAL_FILE).quant_method ?? 'gptq';
  if (method !== 'gptq' && method !== 'awq') throw notComputed(`its weights are quantised by ${method}`);
  const raw = parseAs(QUANTIZATION_JSON, json, place, OFFICIAL_FILE);
  const { bits, group_size: size } = raw;
  return {
    packing: packingOf(method, raw),
    bits,
    ...(size === WHOLE_OUTPUT ? {} : { groupSize: size }),
    ordersInputs: raw.desc_act,
    fileStem: raw.model_file_base_name ?? `gptq_model-${bits}bit-${size}g`,
  };
}

function packingOf(
  method: 'gptq' | 'awq',
  { checkpoint_format: format, version, bits }: v.InferOutput<typeof QUANTIZATION_JSON>,
): Quantization['packing'] {
  if (method === 'awq') {
    if (version.toLowerCase() === 'gemm' && bits === 4) return 'awq';
    throw notComputed(`its weights are quantised by AWQ's ${version} with ${bits} bits`);
  }
  if (format === 'gptq' || format === 'gptq_v2') return format;
  throw notComputed(`its weights are quantised by GPTQ in the format ${format}`);
}
