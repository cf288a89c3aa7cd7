import type { GenerationRequest } from './engine.ts';

/** Whether what is asked for is the rest of an answer whose beginning the conversation ends with: it is past its thinking. */
export function isBegun({ input }: Pick<GenerationRequest, 'input'>): boolean {
  return 'conversation' in input && input.conversation.at(-1)?.role === 'bot';
}
