import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../../shared/files/jsonFile.ts';
import { isModelFolder, readModelFolder } from '../folder/modelFolder.ts';
import { OFFICIAL_FILE } from '../layout/checkpointLayout.ts';
import { parseGenerationConfig } from '../layout/generationJson.ts';
import { readCheckpointConfig } from '../layout/layouts.ts';
import type { GenerationConfig } from '../network/generationConfig.ts';

/**
 * How the model of a folder ends and opens turns, and its longest prompt: from a model folder's manifest, else from a
 * checkpoint's JSON files, of which either may be absent.
 * @param vocabSize of its tokenizer
 * @throws UserError naming the field that is missing or impossible
 */
export async function readGeneration(folder: string, vocabSize: number): Promise<GenerationConfig> {
  if (await isModelFolder(folder)) return (await readModelFolder(folder)).generation;
  const json = await jsonIfThere(path.join(folder, 'generation_config.json'));
  const config = await jsonIfThere(path.join(folder, 'config.json'));
  if (config === undefined) return parseGenerationConfig(json, { vocabSize });
  const { seqLength } = readCheckpointConfig(config).config;
  return parseGenerationConfig(json, { config, seqLength, vocabSize });
}

/** @returns undefined where there is no such file */
export async function jsonIfThere(file: string): Promise<unknown> {
  return existsSync(file) ? readJson(file, OFFICIAL_FILE) : undefined;
}
