import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf, UserError } from '../errors.ts';
import { decodeText } from './textBytes.ts';

/**
 * Reads a text file as `decodeText` does.
 * @throws UserError when it cannot be read or is no text
 */
export async function readTextFile(file: string, nextStep: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UserError(file, messageOf(cause), nextStep, { cause });
  });
  const decoded = decodeText(bytes);
  if (!decoded) throw new UserError(file, 'it is no text in UTF-8 or GBK', nextStep);
  return decoded.text;
}

/**
 * Reads a JSON file.
 * @throws UserError when it cannot be read or is no JSON
 */
export async function readJson(file: string, nextStep: string): Promise<unknown> {
  const text = await readTextFile(file, nextStep);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(file, messageOf(error), nextStep, { cause: error });
  }
}

/**
 * Checks a value against a schema.
 * @param name what the value is, for the error
 * @throws UserError naming the first field that is wrong
 */
export function parseAs<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  name: string,
  nextStep: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new UserError(field === null ? name : `${field} in ${name}`, issue.message, nextStep);
}
