import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import { bot, type ConversationLayout, user } from '../sections/conversation.ts';

/**
 * The task and the plan stand before the first request, and everything written so far follows as answers: each request begins
 * as the last one did, so that the engine computes only what is new.
 * @param task what the whole document is to be
 */
export function instructedLayout(
  task: string,
  prompts: Pick<InstructedPrompts, 'recap'>,
): ConversationLayout {
  return (endings, turns, prompt) => {
    const opening = endings.length > 0 ? `${task}\n\n${prompts.recap(endings)}` : task;
    const [first = prompt, ...others] = [...turns.map((turn) => turn.prompt), prompt];
    return [`${opening}\n\n${first}`, ...others].flatMap((question, index) => {
      const answer = turns[index]?.answer;
      return answer === undefined ? [user(question)] : [user(question), bot(answer)];
    });
  };
}
