import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../shared/errors.ts';
import { readJson } from '../../shared/files/jsonFile.ts';
import { SentencePieceTokenizer } from './sentencePiece.ts';
import { readSentencePieceModel } from './sentencePieceModel.ts';
import type { Tokenizer } from './tokenizer.ts';
import { JsonTokenizer } from './tokenizerJson.ts';

const SENTENCE_PIECE_FILE = 'tokenizer.model';
const JSON_FILE = 'tokenizer.json';
const JSON_CONFIG_FILE = 'tokenizer_config.json';
const NEXT_STEP = 'take it from the official checkpoint';

/** Whether a folder has a tokenizer. */
export function hasTokenizer(folder: string): boolean {
  return [SENTENCE_PIECE_FILE, JSON_FILE].some((file) => existsSync(join(folder, file)));
}

/**
 * Loads the tokenizer of a model folder or of an official checkpoint: tokenizer.model, else tokenizer.json.
 * @throws UserError when there is none, or it cannot be read
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const sentencePiece = join(folder, SENTENCE_PIECE_FILE);
  if (existsSync(sentencePiece)) return loadSentencePiece(sentencePiece);
  const json = join(folder, JSON_FILE);
  if (existsSync(json)) return loadJson(json, join(folder, JSON_CONFIG_FILE));
  if (!existsSync(folder)) throw new UserError(folder, 'there is no such folder', 'check the path');
  throw new UserError(folder, `it has neither ${SENTENCE_PIECE_FILE} nor ${JSON_FILE}`, NEXT_STEP);
}

async function loadSentencePiece(file: string): Promise<Tokenizer> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UserError(file, messageOf(error), NEXT_STEP, { cause: error });
  });
  return new SentencePieceTokenizer(readSentencePieceModel(bytes, file));
}

async function loadJson(file: string, configFile: string): Promise<Tokenizer> {
  const config = existsSync(configFile) ? await readJson(configFile, NEXT_STEP) : {};
  return new JsonTokenizer(await readJson(file, NEXT_STEP), config ?? {});
}
