import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/telechat/tokenizer/load.ts';
import type { Tokenizer } from '../../src/telechat/tokenizer/tokenizer.ts';
import { goldenPath, goldenVectors, officialTokenizer } from '../support/golden.ts';

interface Vectors {
  readonly encode: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly decoded: string;
    readonly decoded_skip_special?: string;
  }[];
  readonly decode_only?: readonly { readonly ids: readonly number[]; readonly decoded: string }[];
}

const TOKENIZERS = [
  {
    name: "the official 12B's SentencePiece model",
    vectors: 'tokenizer-12b',
    load: async () => officialTokenizer(),
  },
  {
    name: 'a small SentencePiece model',
    vectors: 'tokenizer-tiny',
    load: () => loadTokenizer(goldenPath('models/tiny-12b/bin')),
  },
  {
    name: 'a byte-level BPE',
    vectors: 'tokenizer-bbpe-tiny',
    load: () => loadTokenizer(goldenPath('models/tiny-7b-bbpe-tokenizer')),
  },
];

describe.each(TOKENIZERS)('the tokenizer from $name', ({ vectors, load }) => {
  const { encode, decode_only: decodeOnly = [] } = goldenVectors<Vectors>(vectors);
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await load();
  });

  it('encodes every text as the official one does', () => {
    expect(encode.map(({ text }) => tokenizer.encode(text))).toEqual(encode.map(({ ids }) => ids));
  });

  it('decodes every list of ids as the official one does', () => {
    const vectors = [...encode, ...decodeOnly];
    expect(vectors.map(({ ids }) => tokenizer.decode(ids))).toEqual(vectors.map(({ decoded }) => decoded));
  });

  it('leaves special tokens out on request, as the official one does', () => {
    for (const { ids, decoded_skip_special: plain } of encode) {
      if (plain !== undefined) expect(tokenizer.decode(ids, { special: false })).toBe(plain);
    }
  });

  it('streams to the same text, id by id', () => {
    for (const { ids } of [...encode, ...decodeOnly]) {
      const stream = tokenizer.stream();
      const streamed = ids.map((id) => stream.push(id)).join('') + stream.flush();
      expect(streamed).toBe(tokenizer.decode(ids, { special: false }));
    }
  });

  it('says which bytes each token adds to a text', () => {
    for (const { text } of encode) {
      const ids = tokenizer.encode(text, { special: false });
      const added = Buffer.concat(ids.map((id) => tokenizer.bytes(id))).toString();
      const decoded = tokenizer.decode(ids);
      // SentencePiece puts a space before a text, and drops it again.
      expect([decoded, ` ${decoded}`]).toContain(added);
    }
  });

  it('keeps special tokens that people wrote as text on request, whatever surrounds them', () => {
    const specials = [
      '<_start>',
      '<_end>',
      '<_pad>',
      '<_user>',
      '<_bot>',
      '<_system>',
      '<reserve1>',
      '<s>',
      '<unk>',
    ];
    const ids = new Set(specials.flatMap((special) => markerId(special)));
    for (const special of specials) {
      const written = `${special}前<${special}${special} 后${special}`;
      const encoded = tokenizer.encode(written, { special: false });
      expect(encoded.filter((id) => ids.has(id))).toEqual([]);
      expect(tokenizer.decode(encoded)).toBe(written);
    }
  });

  /** The id that a special token's text stands for; none where this tokenizer knows no such token. */
  function markerId(special: string): number[] {
    const encoded = tokenizer.encode(special).filter((id) => tokenizer.decode([id]) === special);
    return encoded.slice(0, 1);
  }
});
