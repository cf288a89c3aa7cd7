import { bot, type ConversationLayout, user } from '../sections/conversation.ts';

/**
 * The conversation that the demo model was trained on: the outline, a recap of what gave way, then section after section.
 * @param outline the turn in which the outline was planned
 * @param recapPrompt asks for how each section ended
 */
export function trainedLayout(
  outline: { readonly prompt: string; readonly answer: string },
  recapPrompt: string,
): ConversationLayout {
  return (endings, turns, prompt) => {
    const recap = { prompt: recapPrompt, answer: endings.join('\n') };
    return [outline, recap, ...turns]
      .filter(({ answer }) => answer !== '')
      .flatMap((turn) => [user(turn.prompt), bot(turn.answer)])
      .concat(user(prompt));
  };
}
