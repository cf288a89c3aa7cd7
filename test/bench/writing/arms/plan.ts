import type { Engine, Message } from '../../../../src/engine/engine.ts';
import { wishOf } from '../tasks/tasks.ts';
import { type Arm, ask } from './arm.ts';
import { parsePlan, planPrompt, stepPrompt } from './planPrompts.ts';

/** Length of a part whose line names none, in characters. */
const USUAL_STEP = 500;
/** Share of the context that a step's prompt may take. */
const PROMPT_SHARE = 0.6;

/**
 * Plan-then-write, as AgentWrite does it (Bai et al., arXiv 2408.07055, section 3): a plan with a main point and a length a
 * line, then a step for each line with all that was written so far, of which the beginning goes where the context is full.
 */
export const plan: Arm = async (task, bench, signal) => {
  const wish = wishOf(task);
  const answer = await ask(bench, [user(planPrompt(wish))], task.length, signal);
  const parts: string[] = [];
  for (const { line, length = USUAL_STEP } of parsePlan(answer)) {
    const prompt = (written: string) => stepPrompt(wish, answer, written, line);
    const content = await fitted(bench.engine, prompt, parts.join('\n\n'));
    parts.push(await ask(bench, [user(content)], length, signal));
  }
  return parts.filter((part) => part !== '').join('\n\n');
};

/** The prompt with as much of the end of what was written as fits. */
async function fitted(engine: Engine, prompt: (written: string) => string, written: string): Promise<string> {
  const room = (await engine.info()).contextLength * PROMPT_SHARE;
  for (let shown = written; ; shown = shown.slice(Math.ceil(shown.length / 4))) {
    const content = prompt(shown);
    if (shown === '' || (await engine.countTokens([user(content)])) <= room) return content;
  }
}

function user(content: string): Message {
  return { role: 'user', content };
}
