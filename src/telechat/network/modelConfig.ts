import * as v from 'valibot';
import { epsilon, HEAD_SIZE_MULTIPLE, MOST, size } from './configLimits.ts';
import { ROTARY_CONFIG } from './rotaryConfig.ts';

/**
 * The numbers that define a network, whatever the layout of the checkpoint that it comes from: the files of ../layout read
 * them from a config.json, a model folder's manifest holds them as they are.
 */
export const MODEL_CONFIG = v.pipe(
  v.object({
    vocabSize: size(MOST.vocabSize),
    hiddenSize: size(MOST.hiddenSize),
    layers: size(MOST.layers),
    heads: size(MOST.heads),
    /** Fewer than `heads` where several heads share their keys and values (GQA). */
    kvHeads: size(MOST.heads),
    /** Numbers in a head; heads × headSize need not be hiddenSize. */
    headSize: v.pipe(
      size(MOST.hiddenSize),
      v.multipleOf(HEAD_SIZE_MULTIPLE, `it must be a multiple of ${HEAD_SIZE_MULTIPLE}`),
    ),
    ffnSize: size(MOST.ffnSize),
    layerNormEpsilon: epsilon(),
    /** Tokens that the rotary tables are made for at least: what a text within it computes, a longer one's start can reuse. */
    trainingSeqlen: size(MOST.seqlen),
    /** Most tokens of a text and its answer together. */
    seqLength: size(MOST.seqlen),
    tieWordEmbeddings: v.boolean(),
    /** A norm right after the embedding. */
    embedLayernorm: v.boolean(),
    /** The residual is the normed input of a sub-block instead of the raw one. */
    residualPostLayernorm: v.boolean(),
    /** An RMSNorm of every head of queries and keys, before they are rotated. */
    qkNorm: v.boolean(),
    /** Which linear layers add a bias. */
    biases: v.object({ qkv: v.boolean(), dense: v.boolean(), gateUp: v.boolean(), down: v.boolean() }),
    rotary: ROTARY_CONFIG,
  }),
  v.check(({ heads, kvHeads }) => heads % kvHeads === 0, 'its heads cannot share its kvHeads'),
);

/** See MODEL_CONFIG. */
export type ModelConfig = v.InferOutput<typeof MODEL_CONFIG>;
