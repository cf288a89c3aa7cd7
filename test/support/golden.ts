import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SentencePieceTokenizer } from '../../src/telechat/tokenizer/sentencePiece.ts';
import { readSentencePieceModel } from '../../src/telechat/tokenizer/sentencePieceModel.ts';
import type { Tokenizer } from '../../src/telechat/tokenizer/tokenizer.ts';

/** A file or folder of test/golden. */
export function goldenPath(...parts: string[]): string {
  return path.resolve(import.meta.dirname, '../golden', ...parts);
}

/** What the official code gave: test/golden/vectors/<name>.json. */
export function goldenVectors<T>(name: string): T {
  return JSON.parse(readFileSync(goldenPath('vectors', `${name}.json`), 'utf8')) as T;
}

/** The tokenizer of TeleChat-12B, which is stored compressed. */
export function officialTokenizer(): Tokenizer {
  const file = goldenPath('official', '12B', 'tokenizer.model.gz');
  return new SentencePieceTokenizer(readSentencePieceModel(gunzipSync(readFileSync(file)), file));
}
