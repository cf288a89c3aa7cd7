import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/telechat/import/checkpointFolder.ts';
import { readQuantization } from '../../../src/telechat/import/quantizationJson.ts';
import { parseGenerationConfig } from '../../../src/telechat/layout/generationJson.ts';
import { parseModelConfig } from '../../../src/telechat/layout/layouts.ts';
import { loadTokenizer } from '../../../src/telechat/tokenizer/load.ts';
import { inTemporaryFolder, smallTensors, writeCheckpoint } from '../../support/checkpoint.ts';
import { goldenPath } from '../../support/golden.ts';
import { demoModel } from '../../support/program.ts';

const LLAMA = {
  model_type: 'llama',
  vocab_size: 16,
  hidden_size: 128,
  num_hidden_layers: 1,
  num_attention_heads: 4,
  intermediate_size: 128,
  max_position_embeddings: 8192,
};

describe('What a checkpoint asks for and is not computed', () => {
  it.each([
    [{ attn_logit_softcapping: 50 }, /attn_logit_softcapping in config\.json/],
    [{ final_logit_softcapping: 30 }, /final_logit_softcapping/],
    [{ embedding_multiplier: 12 }, /embedding_multiplier/],
    [{ use_qk_norm: true }, /use_qk_norm/],
    [{ no_rope_layers: [1, 0] }, /no_rope_layers/],
    [{ partial_rotary_factor: 0.5 }, /partial_rotary_factor/],
    [{ hidden_act: 'gelu' }, /activation is gelu/],
    [{ model_type: 'mistral' }, /window of the text \(4096\)/],
    [{ quantization_config: { quant_method: 'fp8' } }, /fp8/],
  ])('is refused by name: %j in config.json', async (change, why) => {
    await inTemporaryFolder(async (folder) => {
      await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...LLAMA, ...change }));
      const read = async () => {
        parseModelConfig({ ...LLAMA, ...change });
        await readQuantization(folder);
      };
      await expect(read()).rejects.toThrow(why);
    });
  });

  it('is taken where it changes nothing', () => {
    const neutral = {
      attn_logit_softcapping: null,
      embedding_multiplier: 1,
      pretraining_tp: 2,
      use_cache: true,
    };
    expect(parseModelConfig({ ...LLAMA, ...neutral, model_type: 'mistral', sliding_window: null })).toEqual(
      parseModelConfig(LLAMA),
    );
  });

  it.each([
    [{ dynamic: { 'layers.0': { bits: 8 } } }, /dynamic.*bits that differ by layer/],
    [{ pack_dtype: 'int16' }, /pack_dtype/],
    [{ rotation: 'hadamard' }, /rotation/],
    [{ is_marlin_format: true }, /Marlin/],
    [{ checkpoint_format: 'marlin' }, /format marlin/],
    [{ bits: 3 }, /4 and 8 bits/],
    [{ quant_method: 'awq', version: 'gemv' }, /AWQ's gemv/],
  ])('is refused by name: %j in quantize_config.json', async (change, why) => {
    await inTemporaryFolder(async (folder) => {
      const json = { bits: 4, group_size: 128, desc_act: false, sym: true, ...change };
      await writeFile(path.join(folder, 'quantize_config.json'), JSON.stringify(json));
      await expect(readQuantization(folder)).rejects.toThrow(why);
    });
  });

  it.each([
    [{ min_p: 0.05 }, /min_p in generation_config\.json.*not done here/],
    [{ no_repeat_ngram_size: 3 }, /no_repeat_ngram_size/],
    [{ suppress_tokens: [1] }, /suppress_tokens/],
    [{ bad_words_ids: [[1]] }, /bad_words_ids/],
    [{ num_beams: 4 }, /num_beams/],
    [{ stop_strings: ['。'] }, /stop_strings/],
  ])('is refused by name: %j in generation_config.json', (change, why) => {
    expect(() => parseGenerationConfig({ eos_token_id: 2, ...change })).toThrow(why);
    const neutral = { min_p: 0, num_beams: 1, suppress_tokens: [], bad_words_ids: null, max_new_tokens: 512 };
    expect(parseGenerationConfig({ eos_token_id: 2, ...neutral })).toEqual(
      parseGenerationConfig({ eos_token_id: 2 }),
    );
  });

  it('is refused by name: a trained tensor that the network has no place for, wherever it stands', async () => {
    await inTemporaryFolder(async (folder) => {
      const tensors = {
        ...smallTensors(),
        'score.weight': { dtype: 'F32' as const, shape: [1], values: [1] },
      };
      await writeCheckpoint(folder, { tensors });
      await expect(openCheckpoint(folder)).rejects.toThrow(/tensor score\.weight — .*no place for it/);
    });
  });

  it.each([
    [0, undefined],
    [1, /tensor lm_head\.weight — .*no place for it/],
  ])('is a head of its own beside tie_word_embeddings: with a difference of %d', async (difference, why) => {
    await inTemporaryFolder(async (folder) => {
      const tensors = smallTensors();
      const embedding = tensors['transformer.word_embeddings.weight'];
      if (!embedding) throw new Error('no embedding');
      const values = Array.from(embedding.values, (value, at) => value + (at === 7 ? difference : 0));
      const config = { tie_word_embeddings: true };
      await writeCheckpoint(folder, {
        tensors: { ...tensors, 'lm_head.weight': { ...embedding, values } },
        config,
      });
      if (why) await expect(openCheckpoint(folder)).rejects.toThrow(why);
      else await (await openCheckpoint(folder)).tensors.close();
    });
  });
});

describe('A tokenizer.model', () => {
  const withConfig = async (config: object, use: (folder: string) => Promise<void>) =>
    inTemporaryFolder(async (folder) => {
      await copyFile(path.join(demoModel, 'tokenizer.model'), path.join(folder, 'tokenizer.model'));
      await writeFile(path.join(folder, 'tokenizer_config.json'), JSON.stringify(config));
      await use(folder);
    });

  it('whose config adds tokens that it has not is refused: they would be read as text', async () => {
    const config = { added_tokens_decoder: { 99999: { content: '<|im_start|>' } } };
    await withConfig(config, async (folder) => {
      await expect(loadTokenizer(folder)).rejects.toThrow(
        /"<\|im_start\|>".*tokenizer\.model does not have it/,
      );
    });
  });

  it('beside a tokenizer.json is left alone, as transformers does, but for TeleChat’s own class', async () => {
    const json = goldenPath('models', 'tiny-7b-bbpe-tokenizer', 'tokenizer.json');
    const sizes: number[] = [];
    for (const config of [{}, { tokenizer_class: 'Telechat2Tokenizer' }]) {
      await withConfig(config, async (folder) => {
        await copyFile(json, path.join(folder, 'tokenizer.json'));
        sizes.push((await loadTokenizer(folder)).vocabSize);
      });
    }
    expect(new Set(sizes).size).toBe(2);
  });

  it('takes add_bos_token and add_prefix_space', async () => {
    await withConfig(
      { add_bos_token: true, bos_token: '<_start>', add_prefix_space: false },
      async (folder) => {
        const tokenizer = await loadTokenizer(folder);
        expect(tokenizer.decode(tokenizer.start)).toBe('<_start>');
        expect(tokenizer.decode(tokenizer.encode('工作').slice(0, 1))).toMatch(/^[工作]/);
      },
    );
  });
});
