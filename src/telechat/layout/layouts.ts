import * as v from 'valibot';
import { parseAs } from '../../shared/files/jsonFile.ts';
import type { ModelConfig } from '../network/modelConfig.ts';
import { type CheckpointLayout, type ConfigOptions, notComputed, OFFICIAL_FILE } from './checkpointLayout.ts';
import { LLAMA } from './llama.ts';
import { TELECHAT } from './telechat.ts';

/** By `model_type`. Without one, it is TeleChat's. */
const LAYOUTS: Readonly<Record<string, CheckpointLayout>> = {
  telechat: TELECHAT,
  telechat2: TELECHAT,
  telechat3: LLAMA,
  llama: LLAMA,
  mistral: LLAMA,
  qwen2: LLAMA,
  qwen3: LLAMA,
};

const EXPERTS = ['num_experts', 'num_local_experts', 'n_routed_experts', 'moe_num_experts'] as const;

const count = v.nullish(v.unknown());
const CONFIG_JSON = v.object({
  model_type: v.nullish(v.string(), 'telechat'),
  num_experts: count,
  num_local_experts: count,
  n_routed_experts: count,
  moe_num_experts: count,
  kv_lora_rank: count,
  vision_config: count,
  audio_config: count,
});

/**
 * The layout of a checkpoint, and its config.
 * @param json the parsed config.json
 * @throws UserError for a model that the engine does not compute, saying what it is; for a field that is wrong
 */
export function readCheckpointConfig(
  json: unknown,
  options: ConfigOptions = {},
): { readonly layout: CheckpointLayout; readonly config: ModelConfig } {
  const raw = parseAs(CONFIG_JSON, json, 'config.json', OFFICIAL_FILE);
  const experts = EXPERTS.map((field) => raw[field]).find((value) => typeof value === 'number' && value > 1);
  if (experts) throw notComputed(`it is a mixture of ${experts} experts (MoE)`);
  if (typeof raw.kv_lora_rank === 'number') throw notComputed('it has multi-head latent attention (MLA)');
  if (raw.vision_config || raw.audio_config) throw notComputed('it reads more than text');
  const layout = Object.hasOwn(LAYOUTS, raw.model_type) ? LAYOUTS[raw.model_type] : undefined;
  if (!layout) {
    throw notComputed(`it is a model of the family ${raw.model_type} (model_type in config.json)`);
  }
  return { layout, config: layout.parseConfig(json, options) };
}

/** The config of a checkpoint; see `readCheckpointConfig`. */
export function parseModelConfig(json: unknown, options: ConfigOptions = {}): ModelConfig {
  return readCheckpointConfig(json, options).config;
}
