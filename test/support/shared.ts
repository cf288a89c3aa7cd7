import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../shared');

/** A file of ../shared, which is at hand in our sessions and in CI but not on a user's machine. */
export function sharedPath(...parts: string[]): string {
  return path.join(root, ...parts);
}

/** True, with a message, where ../shared is absent: for `describe.skipIf`. */
export function sharedIsAbsent(): boolean {
  const absent = !existsSync(root);
  if (absent) console.warn('skipped: ../shared is not at hand (it holds a checkpoint of the demo model)');
  return absent;
}
