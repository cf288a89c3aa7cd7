import { describe, expect, it } from 'vitest';
import { SentencePieceTokenizer } from '../../../src/telechat/tokenizer/sentencePiece.ts';
import type { Piece } from '../../../src/telechat/tokenizer/sentencePieceModel.ts';
import { Utf8Stream } from '../../../src/telechat/tokenizer/utf8Stream.ts';

function decodeBytes(bytes: Iterable<number>): string {
  const stream = new Utf8Stream();
  return [...bytes].map((byte) => stream.push(byte)).join('') + stream.flush();
}

describe('bytes that arrive one at a time', () => {
  it('become a character with its last byte, not before', () => {
    const stream = new Utf8Stream();
    expect([0xe4, 0xbd, 0xa0].map((byte) => stream.push(byte))).toEqual(['', '', '你']);
    expect(stream.flush()).toBe('');
  });

  it('give back any text, including NUL, a byte order mark and characters beyond the basic plane', () => {
    const text = '\u0000\ufeffaé你𠮷👩‍💻\u{10ffff}\ud7ff\ue000';
    expect(decodeBytes(new TextEncoder().encode(text))).toBe(text);
  });

  it.each([
    ['a sequence cut at the end', [0xe4, 0xbd], '\ufffd\ufffd'],
    ['a sequence cut by another character', [0xe4, 0xbd, 0x61], '\ufffd\ufffda'],
    ['a continuation byte without a lead', [0xa0, 0x61], '\ufffda'],
    ['an overlong form', [0xc0, 0x80], '\ufffd\ufffd'],
    ['an overlong form of three bytes', [0xe0, 0x80, 0x80], '\ufffd\ufffd\ufffd'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
    ['a broken sequence before a whole one', [0xf0, 0xe4, 0xbd, 0xa0], '\ufffd你'],
  ])('become one U+FFFD per invalid byte: %s', (_, bytes, expected) => {
    expect(decodeBytes(bytes)).toBe(expected);
  });
});

describe('a token stream', () => {
  const bytePiece = (byte: number): Piece => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    score: 0,
    type: 'byte',
  });
  const END = 0;
  const HELLO = 1;
  const UNKNOWN = 2;
  const BYTES = 3;
  const pieces: Piece[] = [
    { text: '<_end>', score: 0, type: 'control' },
    { text: '▁hello', score: 0, type: 'normal' },
    { text: '<_unk>', score: 0, type: 'unknown' },
    ...Array.from({ length: 256 }, (_, byte) => bytePiece(byte)),
  ];
  const tokenizer = new SentencePieceTokenizer({ pieces, addDummyPrefix: true });

  it('drops the space of the dummy prefix once, at the very start', () => {
    const stream = tokenizer.stream();
    expect([HELLO, HELLO].map((id) => stream.push(id))).toEqual(['hello', ' hello']);
  });

  it('holds an incomplete character back until the next token settles it', () => {
    const stream = tokenizer.stream();
    expect([BYTES + 0xe4, BYTES + 0xbd, HELLO].map((id) => stream.push(id))).toEqual([
      '',
      '',
      '\ufffd\ufffd hello',
    ]);
  });

  it('says nothing for a control token and shows an unknown one', () => {
    const stream = tokenizer.stream();
    expect([END, UNKNOWN, END, HELLO].map((id) => stream.push(id))).toEqual(['', ' ⁇ ', '', ' hello']);
  });

  it('has bytes for each token that stands for text: its space, and the byte that it is', () => {
    const bytes = [HELLO, BYTES + 0xe4, END, UNKNOWN, 9999].map((id) => [...tokenizer.bytes(id)]);
    expect(bytes).toEqual([[...Buffer.from(' hello')], [0xe4], [], [], []]);
  });

  it('keeps the first space when the tokenizer adds none', () => {
    expect(new SentencePieceTokenizer({ pieces, addDummyPrefix: false }).decode([HELLO])).toBe(' hello');
  });
});
