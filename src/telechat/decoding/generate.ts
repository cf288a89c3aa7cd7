import type { Sampling } from '../../shared/model/sampling.ts';
import type { Constraint } from '../constraint/constraint.ts';
import { rotaryScaling } from '../network/rotary.ts';
import { Sampler } from '../sampling/sampling.ts';
import { Speculation } from '../speculation/speculation.ts';
import type { Decoder } from './decoder.ts';
import type { KvCache } from './kvCache.ts';

/** How an answer is generated, and who hears of it on the way. */
export interface GenerateOptions {
  readonly sampling: Sampling;
  readonly maxTokens: number;
  /** Tokens that end the answer; they are not part of it. */
  readonly stopIds: readonly number[];
  /** Tokens of prompt and planned answer together; see ForwardOptions. */
  readonly ropeLength: number;
  /** false computes every token in a pass of its own, for comparison: the text is the same. Default: true. */
  readonly speculation?: boolean;
  /** Holds the answer to a form, and ends it where that is complete. What comes next is then not speculated about. */
  readonly constraint?: Constraint | undefined;
  readonly signal?: AbortSignal;
  /** Awaited before each step: a chunk of the prompt, or a token and those proposed after it. The decoder may be used for another cache meanwhile. */
  readonly beforeStep?: () => Promise<void>;
  /** Tokens a prefill step; smaller is more responsive, larger is faster. */
  readonly chunk?: number;
  /** Prompt tokens computed so far, those found in the cache included. */
  readonly onPrefill?: (done: number, total: number) => void;
}

const DEFAULT_CHUNK = 128;

/**
 * Prefills what the cache does not hold of the prompt yet, then decodes token by token. Where speculation proposes the next
 * tokens, one pass computes the logits after each of them; a proposed token is accepted when the sampler, drawing from those
 * logits, draws it, so that the text is the one without speculation, with the same random numbers.
 * Yields the id of each token; returns why it ended: `end` for a stop token or a constraint that is complete, `length` for maxTokens or a full cache.
 * @throws the signal's reason when aborted; the cache stays consistent
 */
export async function* generate(
  decoder: Decoder,
  cache: KvCache,
  prompt: readonly number[],
  options: GenerateOptions,
): AsyncGenerator<number, 'end' | 'length'> {
  const sampler = new Sampler(options.sampling);
  const { constraint } = options;
  const allows = constraint && ((id: number) => constraint.allows(id));
  const { vocabSize } = decoder.manifest.config;
  const tokens = [...prompt];
  const longest = Math.min(prompt.length + options.maxTokens, cache.capacity + 1);
  let logits = await prefill(decoder, cache, prompt, options);
  let speculation: Speculation | undefined;
  let hasTried = false;
  let proposed: readonly number[] = [];
  let accepted = 0;
  let computed = prompt.length;
  try {
    for (;;) {
      const last = logits.subarray(accepted * vocabSize, (accepted + 1) * vocabSize);
      const id = sampler.next(last, tokens, allows);
      if (options.stopIds.includes(id)) {
        computed = tokens.length;
        return 'end';
      }
      tokens.push(id);
      computed = tokens.length - 1;
      yield id;
      constraint?.accept(id);
      if (constraint?.isComplete) return 'end';
      if (tokens.length >= longest) return 'length';
      if (proposed[accepted] === id) {
        accepted++;
        continue;
      }
      speculation?.learn(accepted);
      cache.truncate(computed);
      await options.beforeStep?.();
      // Not before the first token: trying out whether it can be used takes a moment.
      if (!hasTried) speculation = await speculationFor(decoder, options);
      hasTried = true;
      proposed = speculation?.propose(tokens, longest - tokens.length - 1) ?? [];
      accepted = 0;
      const started = performance.now();
      logits = await decoder.forward(cache, [id, ...proposed], { ...options, allPositions: true });
      speculation?.took(performance.now() - started);
    }
  } finally {
    // The next prompt finds what it would find without speculation.
    cache.truncate(computed);
  }
}

async function speculationFor(
  decoder: Decoder,
  { speculation, constraint }: GenerateOptions,
): Promise<Speculation | undefined> {
  // Tried out even where it is not wanted: it decides how the decoder computes a single token.
  const canSpeculate = await decoder.canSpeculate();
  if (speculation === false || constraint || !canSpeculate) return undefined;
  return new Speculation(decoder.manifest.config.vocabSize, decoder.leastRows);
}

/** @returns logits of the prompt's last token */
async function prefill(
  decoder: Decoder,
  cache: KvCache,
  prompt: readonly number[],
  options: GenerateOptions,
): Promise<Float32Array> {
  const chunk = options.chunk ?? DEFAULT_CHUNK;
  cache.truncate(reusableTokens(decoder, cache, prompt, options.ropeLength));
  let logits: Float32Array = new Float32Array();
  for (let done = cache.tokens.length; done < prompt.length; done = cache.tokens.length) {
    options.onPrefill?.(done, prompt.length);
    await options.beforeStep?.();
    logits = await decoder.forward(cache, prompt.slice(done, done + chunk), options);
  }
  options.onPrefill?.(prompt.length, prompt.length);
  return logits;
}

/** How many of the cached tokens serve this prompt: their common prefix, less the last token, whose logits are needed. */
export function reusableTokens(
  decoder: Pick<Decoder, 'manifest'>,
  cache: Pick<KvCache, 'tokens' | 'scaling'>,
  prompt: readonly number[],
  ropeLength: number,
): number {
  const { base, mscale } = rotaryScaling(decoder.manifest.config, ropeLength);
  if (cache.scaling?.base !== base || cache.scaling.mscale !== mscale) return 0;
  const limit = Math.min(cache.tokens.length, prompt.length - 1);
  let common = 0;
  while (common < limit && cache.tokens[common] === prompt[common]) common++;
  return common;
}
