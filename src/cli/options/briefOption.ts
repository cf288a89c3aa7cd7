import { stat } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { readText } from './dialogFile.ts';

/** What `--brief` takes, for the help. */
export const BRIEF_HELP =
  'what is wanted, in your own words: a text, a file that holds it, or - for standard input';

/**
 * The brief that `--brief` gives: the text of a file where there is one of that name, else the words themselves.
 * @throws UsageError when the file is no text
 */
export async function readBriefOption(value: string): Promise<string> {
  if (value === '-') return readStream(process.stdin);
  return (await isFile(value)) ? readText(value) : value;
}

/** A text of some length is no path, and asking for it fails. */
function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
