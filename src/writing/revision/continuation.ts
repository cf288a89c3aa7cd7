import type { Engine } from '../../engine/engine.ts';
import { RepetitionGuard } from '../text/repetitionGuard.ts';
import { wholeSentences } from '../text/sentences.ts';
import type { RevisionTools } from './revisionTools.ts';

/** About a paragraph or two. */
const ANSWER_TOKENS = 320;
const ATTEMPTS = 3;

/**
 * Goes on with a text where it ends; yields the continuation as far as it has come, and the whole of it last. It ends
 * with a sentence, and before the next heading. An empty one means that the model has nothing to add.
 * @param before everything before the place, in Markdown; the model reads as much of its end as fits
 */
export async function* continueText(
  { engine, model, seed, signal }: RevisionTools,
  before: string,
): AsyncGenerator<string> {
  const prefix = await fittingEnd(engine, before.trimEnd(), model.contextLength - ANSWER_TOKENS);
  const gap = /\s*$/.exec(before)?.[0] ?? '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const events = engine.stream(
      {
        input: { prefix },
        sampling: seed === undefined ? {} : { seed: seed + attempt },
        maxTokens: ANSWER_TOKENS,
        stop: ['\n#'],
        priority: 'chat',
        slot: 'revision',
      },
      signal,
    );
    const guard = new RepetitionGuard();
    let answer = '';
    let whole = true;
    for await (const event of events) {
      if (event.type === 'done') whole = event.stop !== 'length';
      if (event.type !== 'text') continue;
      answer += guard.push(event.text);
      yield clean(answer, gap);
      if (guard.repeated) break;
    }
    if (!guard.repeated) answer += guard.restart();
    const text = clean(answer, gap);
    const continuation = whole && !guard.repeated ? text : wholeSentences(text);
    yield continuation;
    if (continuation.trim() !== '') return;
  }
}

/** @param gap white space that is there already between the text and its continuation */
function clean(answer: string, gap: string): string {
  const text = answer
    .replaceAll('\r', '')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
  return gap === '' ? text : text.trimStart();
}

/** The end of a text that leaves the model room for its answer. */
async function fittingEnd(engine: Engine, text: string, tokens: number): Promise<string> {
  let end = text;
  while (end.length > 1 && (await engine.countTokens([{ role: 'user', content: end }])) > tokens) {
    // Not from the middle of a surrogate pair.
    end = end.slice(Math.ceil(end.length / 4)).replace(/^[\uDC00-\uDFFF]/, '');
  }
  return end;
}
