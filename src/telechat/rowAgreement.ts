import type { Decoder } from './decoder.ts';
import type { KvCache } from './kvCache.ts';
import { mulberry32 } from './random.ts';
import { WIDEST_PASS } from './speculation.ts';

/** Tokens before those that are compared: more than what matrix kernels take at a time. */
const CONTEXT = 150;

/**
 * Tries out whether a pass over several tokens gives each of them the logits, to the bit, that it gets on its own, in passes
 * of every width that speculation uses.
 */
export async function rowsAgree(decoder: Decoder): Promise<boolean> {
  const ids = someTokens(decoder.manifest.config.vocabSize, CONTEXT + WIDEST_PASS);
  const cache = decoder.createCache(ids.length);
  try {
    await decoder.forward(cache, ids.slice(0, CONTEXT), { ropeLength: cache.capacity });
    const single: Buffer[] = [];
    for (const id of ids.slice(CONTEXT)) single.push(await compute(decoder, cache, [id]));
    for (let width = 2; width <= WIDEST_PASS; width++) {
      cache.truncate(CONTEXT);
      const together = await compute(decoder, cache, ids.slice(CONTEXT, CONTEXT + width));
      if (!together.equals(Buffer.concat(single.slice(0, width)))) return false;
    }
    return true;
  } finally {
    cache.release();
  }
}

/** @returns a copy of the bytes of the tokens' logits */
async function compute(decoder: Decoder, cache: KvCache, ids: readonly number[]): Promise<Buffer> {
  const logits = await decoder.forward(cache, ids, { ropeLength: cache.capacity, allPositions: true });
  return Buffer.from(logits.slice().buffer);
}

function someTokens(vocabSize: number, count: number): number[] {
  const random = mulberry32(1);
  return Array.from({ length: count }, () => Math.floor(random() * vocabSize));
}
