import path from 'node:path';
import { UsageError } from '../../shared/errors.ts';
import type { Source } from '../../writing/brief/sources.ts';
import { readText } from './dialogFile.ts';

const EXTENSIONS = ['.md', '.markdown', '.txt'];

/** Reads files that a document is to draw on. @throws UsageError for one that is missing or no Markdown or plain text */
export function readSources(files: readonly string[]): Promise<readonly Source[]> {
  return Promise.all(files.map(readSource));
}

async function readSource(file: string): Promise<Source> {
  const nextStep = `give a file in Markdown or plain text (${EXTENSIONS.join(', ')})`;
  if (!EXTENSIONS.includes(path.extname(file).toLowerCase())) {
    throw new UsageError(`the source ${file}`, 'it is of another kind', nextStep);
  }
  const text = await readText(file);
  if (text.includes('\0')) throw new UsageError(`the source ${file}`, 'it is binary', nextStep);
  return { name: path.basename(file), text };
}
