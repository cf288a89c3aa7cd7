import { createHash } from 'node:crypto';
import path from 'node:path';

const INDEX_ENDING = '.json';
/** Ends the name of the file with the keys and values of a saved KV cache. */
export const DATA_ENDING = '.kv';

/** Where the KV cache of a slot is saved: names that no slot's own name, of whatever characters, can break. */
export function savedCacheFiles(folder: string, slot: string): { index: string; data: string } {
  const name = createHash('sha256').update(slot).digest('hex').slice(0, 32);
  return filesNamed(folder, name);
}

/** The files of a saved KV cache by the name of that with its keys and values. */
export function filesOfData(folder: string, data: string): { index: string; data: string } {
  return filesNamed(folder, data.slice(0, -DATA_ENDING.length));
}

function filesNamed(folder: string, name: string): { index: string; data: string } {
  const file = path.join(folder, name);
  return { index: file + INDEX_ENDING, data: file + DATA_ENDING };
}
