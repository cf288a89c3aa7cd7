import { describe, expect, it } from 'vitest';
import { kvCacheBytes } from '../../../src/telechat/decoding/kvCache.ts';
import { refuseLargeCache } from '../../../src/telechat/decoding/memoryRefusal.ts';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';

const TELECHAT_12B = parseModelConfig({
  vocab_size: 120_000,
  hidden_size: 5120,
  n_layer: 38,
  n_head: 32,
  ffn_hidden_size: 12_288,
  tie_word_embeddings: false,
});

describe('The memory of a KV cache', () => {
  it('is two float32 vectors of the hidden size for each layer and token', () => {
    expect(kvCacheBytes(TELECHAT_12B, 1)).toBe(2 * 38 * 5120 * 4);
    expect(kvCacheBytes(TELECHAT_12B, 1, 'float16')).toBe(2 * 38 * 5120 * 2);
  });

  it('is stated, and refused, before it is taken', () => {
    expect(() => refuseLargeCache(98_304, kvCacheBytes(TELECHAT_12B, 98_304), 16 * 2 ** 30)).toThrow(
      /a text of 98304 tokens — its KV cache takes 142\.5 GiB of memory and 16\.0 GiB are free; ask for a shorter text/,
    );
    expect(() => refuseLargeCache(4096, kvCacheBytes(TELECHAT_12B, 4096), 16 * 2 ** 30)).not.toThrow();
  });
});
