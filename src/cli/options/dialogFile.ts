import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf, UsageError } from '../../shared/errors.ts';

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

/** Reads a UTF-8 text file. @throws UsageError when it is missing or not UTF-8 */
export async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (cause) {
    throw new UsageError(file, messageOf(cause), 'give a readable UTF-8 file', { cause });
  }
}
