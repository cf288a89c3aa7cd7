import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { isOwnLora, LoraSource } from '../../checkpoint/loraSource.ts';
import { openWeightFile } from '../../checkpoint/shards.ts';
import type { TensorSource } from '../../checkpoint/tensor/tensorSource.ts';
import { messageOf, UserError } from '../../shared/errors.ts';
import { refuseForeign } from '../../shared/files/foreignContent.ts';
import { parseAs, readJson } from '../../shared/files/jsonFile.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = ['adapter_model.safetensors', 'adapter_model.bin'];

/** Ways to begin a training that change the weights which the adapter then belongs to. */
const CHANGES_BASE = /^(?:pissa|olora|corda|loftq|lora_ga)/i;

const nothing = (what: string) =>
  v.nullish(
    v.union(
      [
        v.pipe(v.array(v.any()), v.length(0, what)),
        v.pipe(
          v.record(v.string(), v.any()),
          v.check((it) => Object.keys(it).length === 0, what),
        ),
      ],
      what,
    ),
  );

/** Fields of PEFT that tell where the adapter comes from and how it was trained, and nothing of what its tensors mean. */
const OF_TRAINING = [
  ...['auto_mapping', 'base_model_name_or_path', 'revision', 'inference_mode', 'task_type', 'peft_version'],
  ...['r', 'lora_dropout', 'target_modules', 'exclude_modules', 'target_parameters', 'layers_pattern'],
  ...['layers_to_transform', 'megatron_core', 'loftq_config', 'eva_config', 'qalora_group_size'],
  ...['runtime_config', 'ensure_weight_tying'],
];
const OF_TENSORS = 'it says what its tensors mean, and is not known here';

const ADAPTER_FIELDS = v.object({
  peft_type: v.literal('LORA', 'only LoRA adapters can be merged'),
  lora_alpha: v.pipe(v.number(), v.finite()),
  use_rslora: v.nullish(v.boolean(), false),
  use_dora: v.nullish(v.literal(false, 'DoRA adapters cannot be merged'), false),
  fan_in_fan_out: v.nullish(v.literal(false, 'adapters of transposed layers cannot be merged'), false),
  lora_bias: v.nullish(v.literal(false, 'updates with biases cannot be merged')),
  bias: v.nullish(v.literal('none', 'biases were trained with it, which cannot be merged here'), 'none'),
  modules_to_save: nothing('whole modules were trained with it, which cannot be merged here'),
  trainable_token_indices: nothing('tokens were trained with it, which cannot be merged here'),
  layer_replication: nothing('it repeats layers, which cannot be merged'),
  alora_invocation_tokens: nothing('it is at work after some tokens only, and cannot be merged'),
  init_lora_weights: v.nullish(
    v.union([
      v.boolean(),
      v.pipe(
        v.string(),
        v.check((way) => !CHANGES_BASE.test(way), 'it belongs to weights that its training changed'),
      ),
    ]),
  ),
  rank_pattern: v.nullish(v.record(v.string(), v.never('ranks that differ by layer are not supported')), {}),
  alpha_pattern: v.nullish(
    v.record(v.string(), v.never('scales that differ by layer are not supported')),
    {},
  ),
});

/** A field that is not known may change everything, unless it is switched off. */
const ADAPTER_JSON = v.objectWithRest(
  {
    ...ADAPTER_FIELDS.entries,
    ...Object.fromEntries(OF_TRAINING.map((field) => [field, v.optional(v.unknown())])),
  },
  v.union([v.null(), v.literal(false), v.strictTuple([]), v.strictObject({})], OF_TENSORS),
);

/** A LoRA adapter to merge while a checkpoint is imported. */
export interface LoraOptions {
  /** A PEFT folder (`adapter_config.json`, `adapter_model.*`), or one file with the weights of TeleChat's training code. */
  readonly adapter: string;
  /** lora_scaling / lora_dim; needed where the adapter does not tell it. */
  readonly scale?: number;
}

/**
 * Merges an adapter into a checkpoint's tensors; closing the result closes both.
 * @throws UserError when the adapter is missing, broken, of an unknown kind or for another model
 */
export async function mergeLora(base: TensorSource, { adapter, scale }: LoraOptions): Promise<TensorSource> {
  const folder = await isFolder(adapter);
  const file = folder ? await weightsIn(adapter) : adapter;
  await refuseForeign(file);
  const usual = folder ? await peftScale(adapter) : undefined;
  const scaleOf = scale === undefined ? usual : () => scale;
  const tensors = await openWeightFile(file);
  try {
    if (scaleOf === undefined) throw unknownScale(file, tensors);
    return LoraSource.open(path.basename(file), base, tensors, scaleOf);
  } catch (error) {
    await tensors.close();
    throw error;
  }
}

async function isFolder(adapter: string): Promise<boolean> {
  const info = await stat(adapter).catch((error: unknown) => {
    throw new UserError(`the adapter ${adapter}`, messageOf(error), 'check the path', { cause: error });
  });
  return info.isDirectory();
}

async function weightsIn(folder: string): Promise<string> {
  const held = await readdir(folder);
  const file = WEIGHTS.find((name) => held.includes(name));
  if (file) return path.join(folder, file);
  throw new UserError(
    `the adapter ${folder}`,
    `it has no ${WEIGHTS.join(' or ')}`,
    'give the folder that PEFT saved',
  );
}

/** PEFT's rule: alpha / rank, with rsLoRA alpha / √rank. */
async function peftScale(folder: string): Promise<(rank: number) => number> {
  const json = await readJson(path.join(folder, CONFIG), 'give the folder that PEFT saved');
  const config = parseAs(ADAPTER_JSON, json, CONFIG, 'merge the adapter with PEFT and import the result');
  return (rank) => config.lora_alpha / (config.use_rslora ? Math.sqrt(rank) : rank);
}

function unknownScale(file: string, tensors: TensorSource): UserError {
  const hint = isOwnLora(tensors.names()) ? '; the official training script gives 8' : '';
  return new UserError(
    `the adapter ${file}`,
    'it does not say by what its weights are scaled',
    `give --lora-scale, which is lora_scaling / lora_dim${hint}`,
  );
}
