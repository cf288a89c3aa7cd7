import * as l10n from '@vscode/l10n';
import type { Engine } from '../../engine/engine.ts';
import { countCharacters } from '../text/measure.ts';
import { continueText } from './continuation.ts';
import { nothingToRevise, PassageRevision } from './passageRevision.ts';
import type { FinishedRevision, RevisionEvent, RevisionRequest } from './revisionEvents.ts';
import type { RevisionTools } from './revisionTools.ts';

type Outcome = Pick<FinishedRevision, 'text' | 'passages' | 'kept'>;

/**
 * Revises a text passage by passage: white space, headings, the marks of lists and whatever is no prose stay as they are,
 * except that a translation takes headings too, and a person's own instruction the text as a whole. `continue` leaves
 * the text as it is and goes on where it ends.
 * @throws UsageError when there is nothing to revise; EngineError when the engine fails; AbortError when `signal` aborts
 */
export async function* revise(
  engine: Engine,
  request: RevisionRequest,
  signal: AbortSignal,
): AsyncGenerator<RevisionEvent> {
  const started = performance.now();
  signal.throwIfAborted();
  const model = await engine.info();
  const tools = { engine, model, seed: request.seed, signal };
  const { mode } = request;
  const outcome: Outcome =
    mode === 'continue'
      ? yield* goOn(tools, request)
      : yield* new PassageRevision(tools, { ...request, mode }).run();
  yield {
    type: 'finished',
    ...outcome,
    charactersBefore: countCharacters(request.text),
    charactersAfter: countCharacters(outcome.text),
    seconds: (performance.now() - started) / 1000,
  };
}

async function* goOn(
  tools: RevisionTools,
  { text, before = '' }: RevisionRequest,
): AsyncGenerator<RevisionEvent, Outcome> {
  const selected = text.trimEnd();
  const everything = selected === '' ? before + text : before + selected;
  if (everything.trim() === '') throw nothingToRevise(l10n.t('there is no text to go on from'));
  const trailing = text.slice(selected.length);
  yield { type: 'passageStarted', index: 0, count: 1 };
  let result = text;
  for await (const continuation of continueText(tools, everything)) {
    const added = text.includes('\r\n') ? continuation.replaceAll('\n', '\r\n') : continuation;
    result = selected === '' ? text + added : selected + added + trailing;
    yield { type: 'text', text: result };
  }
  yield { type: 'passageDone', index: 0, text: result };
  return { text: result, passages: 1, kept: result === text ? ['empty'] : [] };
}
