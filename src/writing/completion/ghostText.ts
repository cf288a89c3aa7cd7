import { isAbort } from '../../shared/errors.ts';
import type { Completion, NoCompletion } from './complete.ts';
import { type CursorText, placeOf } from './completionPlace.ts';
import type { CompletionSource } from './completionSource.ts';
import { maybeComposing } from './imeComposition.ts';

/**
 * Why a request ended without ghost text. `suggestionList`: the editor's own list of suggestions is open. `notTyped`: the
 * latest change was not typed at the cursor. `fewTyped`, `engineFailed`: why the engine is not asked unless called for.
 * `composing`: overtaken by an edit while an input method may have been at work.
 */
export type NoGhostText =
  | 'suggestionList'
  | 'off'
  | 'paused'
  | 'snoozed'
  | 'notTyped'
  | 'fewTyped'
  | 'engineFailed'
  | 'composing'
  | NoCompletion;

/** What came of a request for ghost text. */
export type GhostTextOutcome =
  | { readonly type: 'shown'; readonly text: string }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: NoGhostText };

/** What decides about ghost text, beside the engine. */
export interface GhostTextRequest {
  readonly cursor: CursorText;
  /** The person called for it, rather than that they typed. */
  readonly isCalledFor: boolean;
  readonly hasSuggestionList: boolean;
  /** Why ghost text does not come by itself; absent where it does. */
  readonly off?: 'off' | 'paused' | 'snoozed' | undefined;
  /** The latest change was typed and ended at the cursor. */
  readonly hasTyped: boolean;
  /** Why typing is not reason enough to ask the engine; absent where it is. */
  readonly closed?: 'fewTyped' | 'engineFailed' | undefined;
  /** Milliseconds without a keystroke before the engine is asked. */
  readonly delay: number;
}

/** Finds the ghost text at the cursor, or why there is none; what is known already needs no typing. */
export async function ghostText(
  source: CompletionSource,
  request: GhostTextRequest,
  signal: AbortSignal,
): Promise<GhostTextOutcome> {
  const { cursor, isCalledFor, off, closed } = request;
  if (request.hasSuggestionList) return { type: 'suggestionList' };
  if (off && !isCalledFor) return { type: off };
  if (!placeOf(cursor)) return { type: 'noPlace' };
  const known = source.known(cursor);
  if (known) return outcomeOf(known);
  if (!(request.hasTyped || isCalledFor)) return { type: 'notTyped' };
  if (closed && !isCalledFor) return { type: closed };
  try {
    return outcomeOf(await source.ask(cursor, signal, request.delay));
  } catch (error) {
    if (!isAbort(error)) return { type: 'failed', error };
    return { type: maybeComposing(cursor.before) ? 'composing' : 'cancelled' };
  }
}

/** What came of a request that a completion answers. */
export function outcomeOf({ text, why }: Completion): GhostTextOutcome {
  return text === '' ? { type: why ?? 'nothing' } : { type: 'shown', text };
}
