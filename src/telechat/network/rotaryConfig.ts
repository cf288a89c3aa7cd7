import * as v from 'valibot';
import { MOST, positive, size } from './configLimits.ts';

const theta = positive();
const factor = positive();
const originalSeqlen = size(MOST.seqlen);

/** How positions become angles: the variants that rotary.ts computes, by what they do to the frequencies of `theta`. */
export const ROTARY_CONFIG = v.variant('type', [
  v.object({
    type: v.literal('telechat'),
    theta,
    /** The constant C of the NTK scaling: 4096 or 8192 in the code of the first generation, `base_seqlen` in TeleChat2. */
    ntkBaseSeqlen: size(MOST.seqlen),
  }),
  v.object({ type: v.literal('default'), theta }),
  v.object({ type: v.literal('linear'), theta, factor }),
  v.object({ type: v.literal('dynamic'), theta, factor }),
  v.object({
    type: v.literal('yarn'),
    theta,
    factor,
    originalSeqlen,
    betaFast: positive(),
    betaSlow: positive(),
    /** On cos and sin. */
    attentionFactor: positive(),
    /** Whether the bounds of the ramp are whole dimensions. */
    truncate: v.boolean(),
  }),
  v.object({
    type: v.literal('llama3'),
    theta,
    factor,
    originalSeqlen,
    lowFreqFactor: positive(),
    highFreqFactor: positive(),
  }),
]);

/** See ROTARY_CONFIG. */
export type RotaryConfig = v.InferOutput<typeof ROTARY_CONFIG>;
