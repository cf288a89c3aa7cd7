import * as v from 'valibot';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { MOST, positive, size } from '../network/configLimits.ts';
import type { RotaryConfig } from '../network/rotaryConfig.ts';
import { notComputed, OFFICIAL_FILE } from './checkpointLayout.ts';

const factor = positive();
const length = size(MOST.seqlen);

/** Fields that any variant may have: its name, old or new, and what transformers 5 keeps here too. */
const COMMON = {
  type: v.nullish(v.string()),
  rope_type: v.nullish(v.string()),
  rope_theta: v.nullish(positive()),
  partial_rotary_factor: v.nullish(v.literal(1, 'heads that are rotated in part are not computed')),
};

const YARN = {
  ...COMMON,
  factor,
  original_max_position_embeddings: v.nullish(length),
  beta_fast: v.nullish(positive(), 32),
  beta_slow: v.nullish(positive(), 1),
  attention_factor: v.nullish(positive()),
  mscale: v.nullish(v.number()),
  mscale_all_dim: v.nullish(v.number()),
  truncate: v.nullish(v.boolean(), true),
};

/** The fields of each variant; one that is not listed would change what is computed, so it is refused. */
const VARIANTS = {
  default: v.strictObject(COMMON),
  linear: v.strictObject({ ...COMMON, factor }),
  dynamic: v.strictObject({ ...COMMON, factor, original_max_position_embeddings: v.nullish(length) }),
  yarn: v.strictObject(YARN),
  'telechat3-yarn': v.strictObject(YARN),
  llama3: v.strictObject({
    ...COMMON,
    factor,
    low_freq_factor: positive(),
    high_freq_factor: positive(),
    original_max_position_embeddings: length,
  }),
};

type Variant = keyof typeof VARIANTS;

const CONFIG_JSON = v.object({
  rope_theta: v.nullish(positive()),
  rope_scaling: v.nullish(v.looseObject(COMMON)),
  rope_parameters: v.nullish(v.looseObject(COMMON)),
  partial_rotary_factor: COMMON.partial_rotary_factor,
});

/**
 * Reads how positions become angles from `rope_theta` and `rope_scaling`, or from `rope_parameters`, as transformers 5 calls both.
 * Source of the fields and of what is taken where they are absent: transformers, modeling_rope_utils.py.
 * @param positions the length that the model was made for
 * @throws UserError naming a variant or a field that is not known
 */
export function readRotary(json: unknown, positions: number): RotaryConfig {
  const raw = parseAs(CONFIG_JSON, json, 'config.json', OFFICIAL_FILE);
  const place = raw.rope_scaling ? 'rope_scaling' : 'rope_parameters';
  const scaling = raw.rope_scaling ?? raw.rope_parameters ?? {};
  const type = scaling.rope_type ?? scaling.type ?? 'default';
  const theta = raw.rope_theta ?? scaling.rope_theta ?? raw.rope_parameters?.rope_theta ?? 10_000;
  if (!isVariant(type)) throw notComputed(`its ${place} is ${type}`);
  const read = <V extends Variant>(variant: V): v.InferOutput<(typeof VARIANTS)[V]> =>
    parseAs(VARIANTS[variant], scaling, `${place} of config.json`, OFFICIAL_FILE);
  switch (type) {
    case 'linear':
      return { type, theta, factor: read(type).factor };
    case 'dynamic':
      return { type, theta, factor: read(type).factor };
    case 'yarn':
    case 'telechat3-yarn':
      return { type: 'yarn', theta, ...yarn(read(type), type, positions) };
    case 'llama3': {
      const fields = read(type);
      return {
        type,
        theta,
        factor: fields.factor,
        originalSeqlen: fields.original_max_position_embeddings,
        lowFreqFactor: fields.low_freq_factor,
        highFreqFactor: fields.high_freq_factor,
      };
    }
    default:
      read(type);
      return { type, theta };
  }
}

/** Most positions of a text: YaRN's stretch may be in the config while its length still is the original's, as Qwen advises. */
export function ropeContext(rotary: RotaryConfig, positions: number): number {
  return rotary.type === 'yarn'
    ? Math.max(positions, Math.floor(rotary.factor * rotary.originalSeqlen))
    : positions;
}

function isVariant(type: string): type is Variant {
  return Object.hasOwn(VARIANTS, type);
}

function yarn(
  fields: v.InferOutput<(typeof VARIANTS)['yarn']>,
  type: 'yarn' | 'telechat3-yarn',
  positions: number,
): Omit<Extract<RotaryConfig, { type: 'yarn' }>, 'type' | 'theta'> {
  return {
    factor: fields.factor,
    originalSeqlen: fields.original_max_position_embeddings ?? positions,
    betaFast: fields.beta_fast,
    betaSlow: fields.beta_slow,
    attentionFactor: fields.attention_factor ?? attentionFactor(fields, type),
    truncate: fields.truncate,
  };
}

/** telechat3-yarn's own: vLLM's config.py and mindformers' layers.py (docs/model.md#telechat3). */
function attentionFactor(
  { factor: stretch, mscale, mscale_all_dim: allDim }: v.InferOutput<(typeof VARIANTS)['yarn']>,
  type: 'yarn' | 'telechat3-yarn',
): number {
  const factorOf = (scale: number) => (stretch <= 1 ? 1 : scale * Math.log(stretch) + 1);
  if (type === 'telechat3-yarn') return factorOf(0.07);
  return mscale && allDim ? factorOf(0.1 * mscale) / factorOf(0.1 * allDim) : factorOf(0.1);
}
