import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/shared/errors.ts';
import { parseGenerationConfig } from '../../../src/telechat/layout/generationJson.ts';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';
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
      rotary: { type: 'telechat', theta: 10000, ntkBaseSeqlen: expected.ntk },
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
    expect(parseModelConfig({ ...SMALL_CONFIG, ...fields }, options).rotary).toEqual({
      type: 'telechat',
      theta: 10000,
      ntkBaseSeqlen: expected,
    });
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
    });
  });

  it('need not be there: config.json names the tokens too, and its context is the longest prompt', () => {
    const context = { config: { ...SMALL_CONFIG, bos_token_id: 1, eos_token_id: [2, 7] }, seqLength: 4096 };
    expect(parseGenerationConfig(undefined, context)).toMatchObject({
      eosTokenId: 2,
      otherEosTokenIds: [7],
      maxLength: 4096,
    });
  });

  it('must name what ends an answer where config.json does not', () => {
    const { eos_token_id: _, ...rest } = SMALL_GENERATION;
    expect(() => parseGenerationConfig(rest)).toThrow(/eos_token_id in generation_config\.json/);
  });

  it('may not point outside the vocabulary', () => {
    expect(() => parseGenerationConfig(SMALL_GENERATION, { vocabSize: 5 })).toThrow(/token id 5 is outside/);
  });
});

const LLAMA_CONFIG = {
  model_type: 'llama',
  vocab_size: 12,
  hidden_size: 32,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 40,
  max_position_embeddings: 64,
};

describe('a config.json of another family', () => {
  it.each([
    ['a mixture of experts', { ...SMALL_CONFIG, num_experts: 16 }, /it is a mixture of 16 experts \(MoE\)/],
    ['latent attention', { ...LLAMA_CONFIG, model_type: 'telechat3', kv_lora_rank: 512 }, /latent attention/],
    ['an unknown family', { model_type: 'gemma3_text' }, /it is a model of the family gemma3_text/],
    ['a name of every object', { model_type: 'constructor' }, /it is a model of the family constructor/],
    ['an attention window', { ...LLAMA_CONFIG, sliding_window: 16 }, /sees a window of the text \(16\)/],
    ['another activation', { ...LLAMA_CONFIG, hidden_act: 'gelu' }, /its activation is gelu/],
    [
      'a rotary embedding that is not known',
      { ...LLAMA_CONFIG, rope_scaling: { type: 'longrope', factor: 4 } },
      /its rope_scaling is longrope/,
    ],
  ])('is named as what it is: %s', (_, json, reason) => {
    expect(() => parseModelConfig(json)).toThrow(reason);
    expect(() => parseModelConfig(json)).toThrow(/serve it with vLLM and set telechat\.engine to remote$/);
  });

  it('is refused for a field of rope_scaling that would change what is computed', () => {
    const rope_scaling = { type: 'linear', factor: 2, short_factor: [1] };
    expect(() => parseModelConfig({ ...LLAMA_CONFIG, rope_scaling })).toThrow(
      /short_factor in rope_scaling of config\.json/,
    );
  });
});

describe('the rotary embedding of TeleChat2', () => {
  const SECOND = { ...SMALL_CONFIG, auto_map: { AutoConfig: 'configuration_telechat2.Telechat2Config' } };

  it.each([
    ['by its base_seqlen', { base_seqlen: 4096 }, { type: 'telechat', theta: 10000, ntkBaseSeqlen: 4096 }],
    ['not scaled without one', {}, { type: 'default', theta: 10000 }],
    [
      'as rope_theta and rope_scaling say where a release has them',
      { base_seqlen: 32768, rope_theta: 1e6, rope_scaling: { type: 'dynamic', factor: 1 } },
      { type: 'dynamic', theta: 1e6, factor: 1 },
    ],
    [
      'with the attention factor of TeleChat3',
      { rope_scaling: { type: 'telechat3-yarn', factor: 4, original_max_position_embeddings: 8192 } },
      { type: 'yarn', theta: 10000, attentionFactor: 0.07 * Math.log(4) + 1, betaFast: 32, betaSlow: 1 },
    ],
  ])('is %s', (_, fields, rotary) => {
    expect(parseModelConfig({ ...SECOND, ...fields }).rotary).toMatchObject(rotary);
  });
});
