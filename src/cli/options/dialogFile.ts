import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf, UsageError } from '../../shared/errors.ts';
import { decodeText, type TextEncoding } from '../../shared/files/textBytes.ts';
import { printProgress } from '../output/output.ts';

const ENCODINGS = { 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16', gb18030: 'GBK' } as const;

const MessageSchema = v.object({ role: v.picklist(['system', 'user', 'bot']), content: v.string() });
const ListSchema = v.array(MessageSchema);
const WrappedSchema = v.object({ dialog: v.unknown() });

/** Reads a conversation, a JSON list of `{role, content}`. @throws UsageError when the file is missing or none */
export async function readDialog(file: string): Promise<v.InferOutput<typeof ListSchema>> {
  let json: unknown;
  try {
    json = JSON.parse(await readText(file));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(file, `it is no JSON (${messageOf(cause)})`, 'give a list of {"role", "content"}', {
      cause,
    });
  }
  const parsed = v.safeParse(ListSchema, v.is(WrappedSchema, json) ? json.dialog : json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue);
  throw new UsageError(
    file,
    `${place === null ? '' : `message ${place}: `}${issue.message}`,
    'give a list of {"role": "user"|"bot", "content": text}',
  );
}

/**
 * Reads a text file, whichever encoding Windows has given it; one that is not in UTF-8 is told of.
 * @throws UsageError when it is missing or no text
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UsageError(file, messageOf(cause), 'give a readable text file', { cause });
  });
  const decoded = decodeText(bytes);
  if (!decoded) throw new UsageError(file, 'it is no text in UTF-8 or GBK', 'save it as UTF-8');
  printEncoding(file, decoded.encoding);
  return decoded.text;
}

/** Tells of a text that is in another encoding than UTF-8. */
export function printEncoding(file: string, encoding: TextEncoding): void {
  if (encoding !== 'utf-8') printProgress(`${file} was read as ${ENCODINGS[encoding]}`);
}
