import type { Conversation } from '../../engine/engine.ts';
import { type Chat, type ChatTurn, newChat, withQuestion } from './chat.ts';
import type { Material } from './material.ts';

/** A chat that was held elsewhere, up to a question that is now asked. What was said before the first question is left out. */
export function chatOf(history: Conversation, question: string, materials: readonly Material[] = []): Chat {
  const turns: ChatTurn[] = [];
  for (const { role, content } of history) {
    const last = turns.at(-1);
    if (role === 'user') turns.push({ question: content, materials: [], answer: '', end: 'end' });
    else if (role === 'bot' && last)
      turns[turns.length - 1] = { ...last, answer: joined(last.answer, content) };
  }
  return withQuestion({ ...newChat('elsewhere'), turns }, question, materials);
}

function joined(answer: string, more: string): string {
  return answer === '' ? more : `${answer}\n\n${more}`;
}
