import * as v from 'valibot';
import { ServiceError } from './serviceError.ts';

/** Far above any context that a model has. */
const MOST_BYTES = 2 ** 20;

/**
 * Reads the JSON of a request, and no more of it than is allowed.
 * @throws ServiceError 413 when it is too large, 400 when it is no JSON in UTF-8
 */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ServiceError(400, 'invalid_encoding', 'the request body is not UTF-8; encode it as UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServiceError(400, 'invalid_json', `the request body is not JSON: ${(error as Error).message}`);
  }
}

/**
 * Checks the fields of a request.
 * @throws ServiceError 400 naming the field
 */
export function parseFields<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const param = v.getDotPath(issue);
  const where = param ?? 'the request body';
  throw new ServiceError(400, 'invalid_value', `${where}: ${issue.message}`, param);
}

async function readBytes(request: Request): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): ServiceError {
  return new ServiceError(413, 'request_too_large', `the request body is larger than ${MOST_BYTES} bytes`);
}
