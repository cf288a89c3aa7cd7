import type { Engine } from '../../engine/engine.ts';
import { type Outline, readOutline } from '../outline/outline.ts';

const OUTLINE_TOKENS = 800;
/** An answer with fewer sections is no outline. */
const FEWEST_SECTIONS = 2;

/**
 * Has a model that knows fixed wordings only draw up an outline.
 * @param length characters of the whole document
 * @returns undefined where its answer is none
 * @throws EngineError when the engine cannot answer
 */
export async function planAsTrained(
  engine: Engine,
  prompt: string,
  length: number,
  slot: string,
  signal: AbortSignal,
): Promise<Outline | undefined> {
  const request = {
    input: { conversation: [{ role: 'user', content: prompt }] },
    // The most likely outline repeats the points most faithfully.
    sampling: { greedy: true },
    maxTokens: OUTLINE_TOKENS,
    priority: 'writing',
    slot,
  } as const;
  let answer = '';
  for await (const event of engine.stream(request, signal)) {
    if (event.type === 'text') answer += event.text;
  }
  const outline = readOutline(answer, length);
  return outline && outline.sections.length >= FEWEST_SECTIONS ? outline : undefined;
}
