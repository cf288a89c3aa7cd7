import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';
import { followsInstructions, parameterCount } from '../../../src/telechat/network/modelSize.ts';

const SHAPES = {
  '1B': { vocab_size: 160256, hidden_size: 2048, n_layer: 16, n_head: 32, ffn_hidden_size: 5460 },
  '7B': { vocab_size: 160256, hidden_size: 4096, n_layer: 30, n_head: 32, ffn_hidden_size: 12288 },
  '12B': {
    vocab_size: 160256,
    hidden_size: 5120,
    n_layer: 38,
    n_head: 32,
    ffn_hidden_size: 12288,
    tie_word_embeddings: false,
  },
  demo: { vocab_size: 7168, hidden_size: 320, n_layer: 8, n_head: 5, ffn_hidden_size: 864 },
};

const size = (shape: keyof typeof SHAPES) => parameterCount(parseModelConfig(SHAPES[shape]));

describe('the size of a model', () => {
  it('counts the weights of a network, a tied head once', () => {
    expect(size('demo') / 1e6).toBeCloseTo(12.2, 1);
    expect(size('7B') / 1e9).toBeGreaterThan(6);
    expect(size('7B') / 1e9).toBeLessThan(8);
    expect(size('12B') / 1e9).toBeGreaterThan(11);
    expect(size('12B') / 1e9).toBeLessThan(13);
  });

  it.each(['1B', '7B', '12B'] as const)('lets TeleChat %s follow instructions', (shape) => {
    expect(followsInstructions(parseModelConfig(SHAPES[shape]))).toBe(true);
  });

  it('keeps the demo model to the wordings that it was trained on', () => {
    expect(followsInstructions(parseModelConfig(SHAPES.demo))).toBe(false);
  });
});
