import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/shared/errors.ts';
import { parseGenerationConfig, parseModelConfig } from '../../../src/telechat/network/config.ts';
import { SMALL_CONFIG, SMALL_GENERATION } from '../../support/checkpoint.ts';
import { goldenPath } from '../../support/golden.ts';

function official(model: string, file: string): unknown {
  return JSON.parse(readFileSync(goldenPath('official', model, file), 'utf8'));
}

describe('an official config.json', () => {
  it.each([
    ['7B', { vocabSize: 160256, hiddenSize: 4096, layers: 30, headSize: 128, tied: true, ntk: 4096 }],
    ['7B_4bit', { vocabSize: 160256, hiddenSize: 4096, layers: 30, headSize: 128, tied: true, ntk: 4096 }],
    ['12B', { vocabSize: 120000, hiddenSize: 5120, layers: 38, headSize: 160, tied: false, ntk: 8192 }],
    ['12B-V2', { vocabSize: 120000, hiddenSize: 5120, layers: 38, headSize: 160, tied: false, ntk: 8192 }],
  ])('of %s gives the sizes of docs/model.md', (model, expected) => {
    const config = parseModelConfig(official(model, 'config.json'));
    expect(config).toMatchObject({
      vocabSize: expected.vocabSize,
      hiddenSize: expected.hiddenSize,
      layers: expected.layers,
      heads: 32,
      kvHeads: 32,
      headSize: expected.headSize,
      ffnSize: 12288,
      tieWordEmbeddings: expected.tied,
      ntkBaseSeqlen: expected.ntk,
      ropeTheta: 10000,
    });
  });

  it('has a generation_config.json whose ids lie in its vocabulary', () => {
    const generation = parseGenerationConfig(official('7B', 'generation_config.json'), { vocabSize: 160256 });
    expect(generation).toMatchObject({
      userTokenId: 160130,
      botTokenId: 160131,
      eosTokenId: 160133,
      topK: 5,
    });
  });
});

describe('the aliases of config.json', () => {
  it('let n_embed win over hidden_size', () => {
    expect(parseModelConfig({ ...SMALL_CONFIG, n_embed: 64 }).hiddenSize).toBe(64);
  });

  it('accept the names that transformers uses', () => {
    const { n_layer, n_head, ...rest } = SMALL_CONFIG;
    const config = parseModelConfig({ ...rest, num_hidden_layers: n_layer, num_attention_heads: n_head });
    expect(config).toEqual(parseModelConfig(SMALL_CONFIG));
  });

  it('read the KV heads of TeleChat2', () => {
    expect(parseModelConfig({ ...SMALL_CONFIG, num_key_value_heads: 1 }).kvHeads).toBe(1);
  });
});

describe('the NTK constant', () => {
  it.each([
    ['the override', { ntk_base_seqlen: 2, base_seqlen: 3 }, 1, 1],
    ["the config's own", { ntk_base_seqlen: 2, base_seqlen: 3 }, undefined, 2],
    ["TeleChat2's", { base_seqlen: 3 }, undefined, 3],
    ['4096 for a tied head', { tie_word_embeddings: true }, undefined, 4096],
    [
      '4096 where nothing says that the head is not tied',
      { tie_word_embeddings: undefined },
      undefined,
      4096,
    ],
    ['8192 for a head of its own', {}, undefined, 8192],
  ])('is %s', (_, fields, override, expected) => {
    const options = override === undefined ? {} : { ntkBaseSeqlen: override };
    expect(parseModelConfig({ ...SMALL_CONFIG, ...fields }, options).ntkBaseSeqlen).toBe(expected);
  });
});

describe('a config.json that cannot be', () => {
  it.each([
    ['no object', [], /config\.json/],
    ['no vocabulary', { ...SMALL_CONFIG, vocab_size: undefined }, /vocab_size/],
    ['no hidden size', { ...SMALL_CONFIG, hidden_size: null }, /hidden_size in config\.json — it is missing/],
    ['heads that do not divide it', { ...SMALL_CONFIG, n_head: 3 }, /cannot be divided among 3 heads/],
    ['heads too narrow to rotate', { ...SMALL_CONFIG, n_head: 4 }, /a head of 8 is no multiple of 16/],
    [
      'KV heads that do not divide the heads',
      { ...SMALL_CONFIG, num_key_value_heads: 3 },
      /num_key_value_heads/,
    ],
    ['an absurd vocabulary', { ...SMALL_CONFIG, vocab_size: 1e12 }, /vocab_size.*at most/],
    ['absurdly many layers', { ...SMALL_CONFIG, n_layer: 1e6 }, /n_layer.*at most 1024/],
    ['half a layer', { ...SMALL_CONFIG, n_layer: 1.5 }, /n_layer/],
    ['a negative size', { ...SMALL_CONFIG, ffn_hidden_size: -1 }, /ffn_hidden_size.*at least 1/],
    ['a size in words', { ...SMALL_CONFIG, hidden_size: '32' }, /hidden_size/],
  ])('is refused for %s, by the name of the field', (_, json, reason) => {
    expect(() => parseModelConfig(json)).toThrow(UserError);
    expect(() => parseModelConfig(json)).toThrow(reason);
  });
});

describe('generation_config.json', () => {
  it('takes the defaults of transformers for what it leaves out', () => {
    expect(parseGenerationConfig(SMALL_GENERATION)).toMatchObject({
      doSample: false,
      temperature: 1,
      topK: 50,
      topP: 1,
      repetitionPenalty: 1,
      padTokenId: 3,
    });
  });

  it('must name the turn markers', () => {
    const { user_token_id: _, ...rest } = SMALL_GENERATION;
    expect(() => parseGenerationConfig(rest)).toThrow(/user_token_id in generation_config\.json/);
  });

  it('may not point outside the vocabulary', () => {
    expect(() => parseGenerationConfig(SMALL_GENERATION, { vocabSize: 5 })).toThrow(/token id 5 is outside/);
  });
});
