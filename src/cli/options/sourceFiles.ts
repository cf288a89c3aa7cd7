import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UsageError } from '../../shared/errors.ts';
import { readSource } from '../../sources/readSource.ts';
import type { Source } from '../../writing/brief/sources.ts';
import { printEncoding } from './dialogFile.ts';

/** Reads files that a document is to draw on. @throws UsageError for one that is missing or cannot be read */
export async function readSources(files: readonly string[], signal: AbortSignal): Promise<readonly Source[]> {
  const sources: Source[] = [];
  // One after the other: each takes a process with a heap of its own.
  for (const file of files) sources.push(await readSourceFile(file, signal));
  return sources;
}

async function readSourceFile(file: string, signal: AbortSignal): Promise<Source> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new UsageError(file, messageOf(cause), 'give a readable file', { cause });
  });
  const name = path.basename(file);
  const reader = path.join(import.meta.dirname, 'sourceReader.js');
  const { text, encoding } = await readSource({ name, size, read: () => readFile(file) }, { reader, signal });
  if (encoding) printEncoding(file, encoding);
  return { name, text };
}
