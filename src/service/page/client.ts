import { strings } from './strings.ts';
import { token } from './token.ts';

/** Tokens; a small model may repeat itself without end. */
const LONGEST_ANSWER = 2048;

/** One message of the conversation, as OpenAI names the roles. */
export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** The service refused the token, or there is none yet. */
export class TokenError extends Error {}

interface Chunk {
  readonly error?: { readonly message: string };
  readonly choices?: readonly {
    readonly delta: { readonly content?: string };
    readonly finish_reason: string | null;
  }[];
}

/** @returns the name of the model. @throws TokenError when the service wants another token */
export async function modelName(): Promise<string> {
  const reply = await request('v1/models', {});
  const { data } = (await reply.json()) as { data: readonly { id: string }[] };
  return data[0]?.id ?? '';
}

/**
 * Streams the answer to a conversation.
 * @param onText called with each piece
 * @returns why it ended, as OpenAI names it
 * @throws the signal's reason when aborted
 */
export async function streamAnswer(
  messages: readonly ChatMessage[],
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const body = JSON.stringify({ messages, max_tokens: LONGEST_ANSWER, stream: true });
  const headers = { 'Content-Type': 'application/json' };
  const reply = await request('v1/chat/completions', { method: 'POST', body, headers, signal });
  let finish = '';
  for await (const data of eventData(reply)) {
    const { error, choices } = JSON.parse(data) as Chunk;
    if (error) throw new Error(error.message);
    const [choice] = choices ?? [];
    onText(choice?.delta.content ?? '');
    finish = choice?.finish_reason ?? finish;
  }
  return finish;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const authorization = token.get() ? { Authorization: `Bearer ${token.get()}` } : {};
  const reply = await fetch(path, { ...init, headers: { ...init.headers, ...authorization } }).catch(
    (error: unknown) => {
      throw init.signal?.aborted ? error : new Error(strings.unreachable);
    },
  );
  if (reply.status === 401) throw new TokenError(strings.tokenNeeded);
  if (reply.ok) return reply;
  const { error } = (await reply.json()) as Chunk;
  throw new Error(error?.message ?? reply.statusText);
}

/** The data of server-sent events, up to `[DONE]`. */
async function* eventData(reply: Response): AsyncGenerator<string> {
  if (!reply.body) return;
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(strings.unreachable);
    const events = (pending + value).split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) {
      if (event === 'data: [DONE]') return;
      if (event.startsWith('data: ')) yield event.slice('data: '.length);
    }
  }
}
