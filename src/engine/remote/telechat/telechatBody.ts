import type { Conversation, GenerationRequest, Message, Sampling } from '../../engine.ts';
import { estimateConversation } from '../tokenEstimate.ts';

/** Prompt and answer together: the service takes no more. */
export const TELECHAT_CONTEXT = 4096;

interface DialogMessage {
  readonly role: 'user' | 'bot';
  readonly content: string;
}

/** The body of a request to TeleChat's own service. */
export function telechatBody(conversation: Conversation, request: GenerationRequest): object {
  const { maxTokens, thinkingTokens = 0, sampling } = request;
  const length = estimateConversation(conversation) + maxTokens + thinkingTokens;
  return {
    dialog: dialogOf(conversation),
    max_length: Math.min(TELECHAT_CONTEXT, length),
    ...samplingFields(sampling ?? {}),
  };
}

/**
 * The service takes turns of user and bot alone, the user first. What a system message says comes before the next
 * message, and messages of the same role in a row are one.
 */
function dialogOf(conversation: Conversation): DialogMessage[] {
  const dialog: DialogMessage[] = [];
  for (const message of conversation) {
    const { role, content } = asTurn(message);
    const last = dialog.at(-1);
    if (last?.role === role) dialog.push({ role, content: `${dialog.pop()?.content}\n\n${content}` });
    else if (last || role === 'user') dialog.push({ role, content });
  }
  return dialog;
}

function asTurn({ role, content }: Message): DialogMessage {
  return { role: role === 'bot' ? 'bot' : 'user', content };
}

/** The service's ranges leave their ends out: the nearest value within says "off". */
function samplingFields({ greedy, temperature, topK, topP, repetitionPenalty }: Partial<Sampling>): object {
  const between = (least: number, value: number | undefined, most: number) =>
    value === undefined ? undefined : Math.min(most, Math.max(least, value));
  return {
    do_sample: greedy === undefined ? undefined : !greedy,
    temperature: between(0.01, temperature, 0.99),
    top_k: topK === 0 ? 99 : between(1, topK, 99),
    top_p: between(0.01, topP, 0.99),
    repetition_penalty: between(1.0001, repetitionPenalty, 99),
  };
}
