import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../../src/telechat/decoding/decoder.ts';
import { importCheckpoint } from '../../../../src/telechat/import/importer.ts';
import {
  type FamilyCheckpoint,
  writeFamilyCheckpoint,
} from '../../../golden/family/writeFamilyCheckpoint.ts';
import { inTemporaryFolder } from '../../../support/checkpoint.ts';
import { PATIENCE, VllmServer, vllmIsAbsent } from './vllmServer.ts';

/** TeleChat2 has names of its own for what vLLM reads. */
const TELECHAT2_NAMES = `
    attribute_map = {
        "num_hidden_layers": "n_layer",
        "num_attention_heads": "n_head",
        "intermediate_size": "ffn_hidden_size",
        "rms_norm_eps": "layer_norm_epsilon",
    }
`;

const TOKENS = 96;
/** Rounding turns two tokens that are as good as one another: our rotary tables are rounded to half, as the official code's are. */
const LEAST_LEAD = 1e-3;
const PROMPTS = [
  [1, 57, 200, 33, 411, 90, 12, 630, 77, 5],
  [20, 300, 301, 302, 21],
  Array.from({ length: 150 }, (_, index) => 23 + ((index * 7919) % 600)),
];

const SERVED: readonly FamilyCheckpoint[] = ['t2-mha-st', 't2-gqa-st', 't2-32k', 't3-dense-st'];

describe.skipIf(vllmIsAbsent())('A real vLLM and our engine', PATIENCE, () => {
  it.each(SERVED)('have the same best token everywhere in %s', async (name) => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      const out = path.join(folder, 'model');
      await writeFamilyCheckpoint(checkpoint, name);
      await importCheckpoint({ checkpoint, out, weights: 'fp32' });
      await addConfigClass(checkpoint);
      const server = await VllmServer.start(checkpoint, [
        ...['--dtype', 'float32', '--max-model-len', '1024'],
        ...['--trust-remote-code', '--skip-tokenizer-init'],
      ]);
      const decoder = await Decoder.open(out);
      try {
        for (const prompt of PROMPTS) {
          const tokens = await servedTokens(server, checkpoint, prompt);
          expect(tokens).toHaveLength(TOKENS);
          expect(Math.max(...(await lagsOf(decoder, prompt, tokens)))).toBeLessThan(LEAST_LEAD);
        }
      } finally {
        decoder.close();
        await server.kill();
      }
    });
  });
});

/** The repositories of TeleChat come with a class for their config, which --trust-remote-code lets vLLM run. */
async function addConfigClass(checkpoint: string): Promise<void> {
  const file = path.join(checkpoint, 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as { readonly model_type: string };
  const auto_map = { AutoConfig: 'configuration_telechat.TelechatConfig' };
  await writeFile(file, JSON.stringify({ ...config, auto_map }));
  const names = config.model_type === 'telechat' ? TELECHAT2_NAMES : '';
  const code = `from transformers import PretrainedConfig


class TelechatConfig(PretrainedConfig):
    model_type = "${config.model_type}"
${names}`;
  await writeFile(path.join(checkpoint, 'configuration_telechat.py'), code);
}

/** How far behind our best logit the one of each token is, after the prompt and the tokens before it. */
async function lagsOf(
  decoder: Decoder,
  prompt: readonly number[],
  tokens: readonly number[],
): Promise<number[]> {
  const ids = [...prompt, ...tokens.slice(0, -1)];
  const cache = decoder.createCache(ids.length);
  const logits = await decoder.forward(cache, ids, { ropeLength: ids.length, allPositions: true });
  cache.release();
  const { vocabSize } = decoder.manifest.config;
  return tokens.map((token, index) => {
    const at = prompt.length - 1 + index;
    const row = logits.subarray(at * vocabSize, (at + 1) * vocabSize);
    return Math.max(...row) - (row[token] ?? Number.NaN);
  });
}

async function servedTokens(server: VllmServer, model: string, prompt: readonly number[]): Promise<number[]> {
  const body = {
    model,
    prompt,
    max_tokens: TOKENS,
    temperature: 0,
    repetition_penalty: 1,
    ignore_eos: true,
    return_token_ids: true,
  };
  const response = await fetch(`${server.url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { choices?: { token_ids: number[] }[] };
  return answer.choices?.[0]?.token_ids ?? expect.fail(JSON.stringify(answer));
}
