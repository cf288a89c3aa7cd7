import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { JsonTokenizer } from '../../src/telechat/tokenizer/tokenizerJson.ts';

type Json = Readonly<Record<string, unknown>>;

interface Base extends Json {
  readonly added_tokens: readonly Json[];
  readonly model: Json;
}

interface Variant {
  readonly base: 'bytes' | 'pieces';
  readonly name: string;
  readonly change: Json;
  readonly cases: readonly (readonly [text: string, ids: readonly number[], decoded: string])[];
}

const file = path.join(import.meta.dirname, 'llama', 'tokenizer-flags.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly bases: Readonly<Record<Variant['base'], Base>>;
  readonly variants: readonly Variant[];
};

function changed(base: Variant['base'], { model, added, ...fields }: Json): Json {
  const json = golden.bases[base];
  const tokens = json.added_tokens.map((token, index) =>
    index === json.added_tokens.length - 1 ? { ...token, ...(added as Json) } : token,
  );
  return { ...json, ...fields, model: { ...json.model, ...(model as Json) }, added_tokens: tokens };
}

describe('A tokenizer.json', () => {
  it.each(golden.variants)(
    'of $base with $name gives Hugging Face’s ids and texts',
    ({ base, change, cases }) => {
      const tokenizer = new JsonTokenizer(changed(base, change), {});
      for (const [text, ids, decoded] of cases) {
        expect([text, tokenizer.encode(text)]).toEqual([text, ids]);
        expect([text, tokenizer.decode(ids, { special: false })]).toEqual([text, decoded]);
      }
    },
  );

  const split = (behavior: string, invert = false) => ({
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior, invert },
  });
  const decoders = (...steps: Json[]) => ({ decoder: { type: 'Sequence', decoders: steps } });

  it.each<[Variant['base'], Json, RegExp]>([
    ['bytes', split('MergedWithNext'), /Split.*MergedWithNext/],
    ['bytes', split('Removed'), /Split.*Removed/],
    ['bytes', split('Isolated', true), /Split with invert true/],
    ['bytes', { pre_tokenizer: { type: 'UnicodeScripts' } }, /pre_tokenizer.*UnicodeScripts/],
    ['bytes', { pre_tokenizer: { type: 'Sequence' } }, /tokenizer\.json — /],
    ['bytes', { normalizer: { type: 'Nmt' } }, /tokenizer\.json — .*Nmt/],
    ['bytes', { post_processor: { type: 'BertProcessing' } }, /post_processor.*BertProcessing/],
    ['bytes', { added: { single_word: true } }, /single_word of <\|x\|>/],
    ['bytes', { model: { continuing_subword_prefix: '##' } }, /model\.continuing_subword_prefix/],
    ['bytes', { model: { dropout: 0.1 } }, /model\.dropout/],
    ['bytes', { model: { type: 'Unigram' } }, /model\.type.*must be BPE/],
    ['bytes', decoders({ type: 'ByteLevel' }, { type: 'Strip' }), /decoder.*must be/],
    ['pieces', decoders({ type: 'ByteFallback' }, { type: 'Fuse' }), /decoder.*Replace/],
    ['pieces', { pre_tokenizer: { type: 'Metaspace', replacement: '_' } }, /Metaspace.*"_"/],
  ])('of %s with %j is refused by name', (base, change, why) => {
    expect(() => new JsonTokenizer(changed(base, change), {})).toThrow(why);
  });

  it.each<[Json, RegExp]>([
    [{ split_special_tokens: true }, /split_special_tokens/],
    [{ do_lower_case: true }, /do_lower_case/],
    [{ additional_special_tokens: ['<|new|>'] }, /"<\|new\|>".*does not have it/],
    [{ added_tokens_decoder: { 999: { content: '<|new|>' } } }, /"<\|new\|>".*does not have it/],
  ])('is refused for what tokenizer_config.json asks for besides: %j', (config, why) => {
    expect(() => new JsonTokenizer(changed('bytes', {}), config)).toThrow(why);
  });

  it('takes add_prefix_space of tokenizer_config.json, as transformers does', () => {
    const asked = new JsonTokenizer(changed('bytes', {}), { add_prefix_space: true });
    expect(asked.encode('the fox')).toEqual(new JsonTokenizer(changed('bytes', {}), {}).encode(' the fox'));
  });

  const template = {
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
    },
  };
  it.each<[string, Json, Json, string]>([
    ['nothing', {}, {}, ''],
    ['what its post-processor does', template, {}, '<s>'],
    ['nothing where that is switched off', template, { add_bos_token: false }, ''],
    ['bos where it is asked for', {}, { add_bos_token: true, bos_token: '<s>' }, '<s>'],
  ])('puts before a raw text %s', (_, change, config, expected) => {
    const tokenizer = new JsonTokenizer(changed('bytes', change), config);
    expect(tokenizer.decode(tokenizer.start)).toBe(expected);
  });
});
