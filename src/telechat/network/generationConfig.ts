import * as v from 'valibot';
import { MOST, positive, size } from './configLimits.ts';

/** A place in the vocabulary. */
export const TOKEN_ID = v.pipe(v.number(), v.integer(), v.minValue(0, 'it must be a token id, 0 or more'));

/** A model's own way to end, and the sampling that it was released with. */
export const GENERATION_CONFIG = v.object({
  /** Opens a turn of the person; absent where the model's chat template has other marks. */
  userTokenId: v.exactOptional(TOKEN_ID),
  /** Opens a turn of the model. */
  botTokenId: v.exactOptional(TOKEN_ID),
  bosTokenId: v.exactOptional(TOKEN_ID),
  /** Ends an answer. */
  eosTokenId: TOKEN_ID,
  /** End it too. */
  otherEosTokenIds: v.exactOptional(v.array(TOKEN_ID)),
  padTokenId: v.exactOptional(TOKEN_ID),
  /** Most tokens of a prompt. */
  maxLength: size(MOST.seqlen),
  doSample: v.boolean(),
  temperature: positive(),
  topK: v.pipe(v.number(), v.integer(), v.minValue(0)),
  topP: v.pipe(positive(), v.maxValue(1)),
  repetitionPenalty: positive(),
});

/** See GENERATION_CONFIG. */
export type GenerationConfig = v.InferOutput<typeof GENERATION_CONFIG>;

/** The tokens that end an answer. */
export function endTokenIds({ eosTokenId, otherEosTokenIds = [] }: GenerationConfig): number[] {
  return [eosTokenId, ...otherEosTokenIds];
}

/** The marks that open a turn: a model that begins another turn has ended its own. */
export function turnTokenIds({ userTokenId, botTokenId }: GenerationConfig): number[] {
  return [userTokenId, botTokenId].filter((id) => id !== undefined);
}
