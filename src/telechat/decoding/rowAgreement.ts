import { mulberry32 } from '../../shared/random.ts';
import type { ModelManifest } from '../folder/modelFolder.ts';
import { WIDEST_PASS } from '../speculation/speculation.ts';
import type { KvCache } from './kvCache.ts';

/** What of a decoder is tried out. */
interface Network {
  readonly manifest: Pick<ModelManifest, 'config'>;
  createCache(capacity: number): KvCache;
  forward(
    cache: KvCache,
    ids: readonly number[],
    options: { readonly ropeLength: number; readonly allPositions?: boolean },
  ): Promise<Float32Array>;
}

/** Tokens before those that are compared: more than what matrix kernels take at a time. */
const CONTEXT = 150;

/**
 * Tries out whether a pass over several tokens gives each of them the logits, to the bit, that it gets on its own, in passes
 * of every width that speculation uses.
 */
export async function rowsAgree(network: Network): Promise<boolean> {
  const ids = someTokens(network.manifest.config.vocabSize, CONTEXT + WIDEST_PASS);
  const cache = network.createCache(ids.length);
  try {
    await network.forward(cache, ids.slice(0, CONTEXT), { ropeLength: cache.capacity });
    const single: Buffer[] = [];
    for (const id of ids.slice(CONTEXT)) single.push(await compute(network, cache, [id]));
    for (let width = 2; width <= WIDEST_PASS; width++) {
      cache.truncate(CONTEXT);
      const together = await compute(network, cache, ids.slice(CONTEXT, CONTEXT + width));
      if (!together.equals(Buffer.concat(single.slice(0, width)))) return false;
    }
    return true;
  } finally {
    cache.release();
  }
}

/** @returns a copy of the bytes of the tokens' logits */
async function compute(network: Network, cache: KvCache, ids: readonly number[]): Promise<Buffer> {
  const logits = await network.forward(cache, ids, { ropeLength: cache.capacity, allPositions: true });
  return Buffer.from(logits.slice().buffer);
}

function someTokens(vocabSize: number, count: number): number[] {
  const random = mulberry32(1);
  return Array.from({ length: count }, () => Math.floor(random() * vocabSize));
}
