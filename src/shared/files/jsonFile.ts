import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf, UserError } from '../errors.ts';
import { withoutByteOrderMark } from './textBytes.ts';

/**
 * Reads a JSON file.
 * @throws UserError when it cannot be read or is no JSON
 */
export async function readJson(file: string, nextStep: string): Promise<unknown> {
  try {
    return JSON.parse(withoutByteOrderMark(await readFile(file, 'utf8')));
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
