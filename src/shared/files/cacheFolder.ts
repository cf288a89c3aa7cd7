import { homedir } from 'node:os';
import path from 'node:path';

/** Where TeleChat Writer keeps what it can make again: in XDG_CACHE_HOME, else `.cache` in the home folder. */
export function cacheFolder(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'telechat-writer');
}
