import * as v from 'valibot';
import { THINKING_TAGS } from '../../../shared/model/thinkingTags.ts';
import type { HttpClient } from '../httpClient.ts';
import { templateFields } from './openaiBody.ts';

const PromptSchema = v.object({ prompt: v.string() });
const TokensSchema = v.object({ tokens: v.array(v.number()) });
/** Tokens at the end of a prompt that hold an opening tag, also where the tokenizer has no token for it. */
const TAG_TOKENS = 8;

/** The model that is asked about, and who serves it, as the list of models says. */
export interface ServedModel {
  readonly root: string;
  readonly model: string;
  readonly owner: string | undefined;
}

/**
 * Whether a server's prompts open the thinking, so that answers begin within it. llama.cpp and vLLM show what they make
 * of a conversation; of other servers it is not known.
 * @throws EngineError when there is no connection; the signal's reason when aborted
 */
export async function opensThinking(
  client: HttpClient,
  { root, model, owner }: ServedModel,
  thinking: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const ask = async (path: string, body: object) => {
    const response = await client.post(`${root}/${path}`, body, signal);
    return response instanceof Response ? response.json().catch(() => undefined) : undefined;
  };
  const question = { model, messages: [{ role: 'user', content: '?' }], ...templateFields(thinking) };
  let answer: unknown;
  if (owner === 'llamacpp') answer = await ask('apply-template', question);
  if (owner === 'vllm') {
    const rendered = await ask('tokenize', { ...question, add_generation_prompt: true });
    if (!v.is(TokensSchema, rendered)) return false;
    answer = await ask('detokenize', { model, tokens: rendered.tokens.slice(-TAG_TOKENS) });
  }
  return v.is(PromptSchema, answer) && answer.prompt.trimEnd().endsWith(THINKING_TAGS.open);
}
