import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { JsonTokenizer } from '../../src/telechat/tokenizer/tokenizerJson.ts';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'llama', file), 'utf8'));

it.each(read('tokenizer-golden.json') as Case[])(
  "A tokenizer.json with byte fallback gives Hugging Face's ids and text of $text",
  ({ text, ids, decoded }) => {
    const tokenizer = new JsonTokenizer(read('tokenizer.json'), {});
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids, { special: false })).toBe(decoded);
    // The space before a text is dropped again.
    const added = Buffer.concat(ids.map((id) => tokenizer.bytes(id))).toString();
    expect([decoded, ` ${decoded}`]).toContain(added);
  },
);
