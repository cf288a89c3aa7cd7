import * as v from 'valibot';

const LONGEST_DETAIL = 300;

/** How servers say what is wrong: OpenAI and vLLM, llama.cpp, Ollama, FastAPI, TeleChat's service. */
const ErrorSchema = v.union([
  v.pipe(
    v.object({ error: v.object({ message: v.string() }) }),
    v.transform(({ error }) => error.message),
  ),
  v.pipe(
    v.object({ error: v.string() }),
    v.transform(({ error }) => error),
  ),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => message),
  ),
  v.pipe(
    v.object({ detail: v.string() }),
    v.transform(({ detail }) => detail),
  ),
  v.pipe(
    v.object({ detail: v.array(v.object({ msg: v.string() })) }),
    v.transform(({ detail }) => detail.map(({ msg }) => msg).join('; ')),
  ),
]);

/** What the body of a refusal says, on one line; empty where that is nothing for people, as a web page is. */
export function refusalDetail(body: string): string {
  const detail = errorMessage(parseJson(body)) ?? (/^\s*[<{[]/.test(body) ? '' : body);
  const line = detail.trim().replace(/\s+/g, ' ');
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}

/** The message of an error object, where a value is one. */
export function errorMessage(value: unknown): string | undefined {
  const parsed = v.safeParse(ErrorSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/** A value from JSON; undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
