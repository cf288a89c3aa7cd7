import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf, UserError } from '../../shared/errors.ts';
import { parseAs, readJson } from '../../shared/files/jsonFile.ts';
import { SentencePieceTokenizer } from './sentencePiece.ts';
import { readSentencePieceModel } from './sentencePieceModel.ts';
import type { Tokenizer } from './tokenizer.ts';
import { JsonTokenizer } from './tokenizerJson.ts';
import { startOf } from './tokenizerStart.ts';
import { configTokens, missingToken } from './tokenizerSteps.ts';

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
  const config = await readConfig(join(folder, JSON_CONFIG_FILE));
  const sentencePiece = join(folder, SENTENCE_PIECE_FILE);
  const json = join(folder, JSON_FILE);
  const hasBoth = existsSync(json) && existsSync(sentencePiece);
  // TeleChat's own class reads tokenizer.model alone; what others have added stands in tokenizer.json.
  const isOwn = config.use_fast === false || /^telechat/i.test(String(config.tokenizer_class));
  if (existsSync(json) && !(hasBoth && isOwn))
    return new JsonTokenizer(await readJson(json, NEXT_STEP), config);
  if (existsSync(sentencePiece)) return loadSentencePiece(sentencePiece, config);
  if (!existsSync(folder)) throw new UserError(folder, 'there is no such folder', 'check the path');
  throw new UserError(folder, `it has neither ${SENTENCE_PIECE_FILE} nor ${JSON_FILE}`, NEXT_STEP);
}

/** @throws UserError also for tokens that tokenizer_config.json adds, and for a text that is not read as it is written */
async function loadSentencePiece(file: string, config: Config): Promise<Tokenizer> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UserError(file, messageOf(error), NEXT_STEP, { cause: error });
  });
  const model = readSentencePieceModel(bytes, file);
  const idOf = (token: string) => model.pieces.findIndex(({ text }) => text === token);
  const added = configTokens(config).find(
    ({ content, id }) => idOf(content) !== (id ?? idOf(content)) || idOf(content) < 0,
  );
  if (added) throw missingToken(added.content, SENTENCE_PIECE_FILE);
  const addDummyPrefix = config.add_prefix_space !== false && model.addDummyPrefix;
  return new SentencePieceTokenizer({ ...model, addDummyPrefix }, startOf({}, config, idOf));
}

type Config = Readonly<Record<string, unknown>>;

async function readConfig(file: string): Promise<Config> {
  if (!existsSync(file)) return {};
  return parseAs(v.record(v.string(), v.unknown()), await readJson(file, NEXT_STEP), file, NEXT_STEP);
}
