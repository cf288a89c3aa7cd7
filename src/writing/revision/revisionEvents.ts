import type { KeptReason } from './passageReviser.ts';
import type { RevisionTask } from './revisionMode.ts';

/** What a person asks to have revised. */
export interface RevisionRequest extends RevisionTask {
  /** The selected text, in Markdown or plain. */
  readonly text: string;
  /** Everything before it in its document. */
  readonly before?: string;
  /** Everything after it. */
  readonly after?: string;
  /** Same seed, same revision. */
  readonly seed?: number;
}

/** What happens during a revision. `text` is the selection as it stands: what is not revised yet is as it was. */
export type RevisionEvent =
  /** `index` is 0 for the first of `count` passages. */
  | { readonly type: 'passageStarted'; readonly index: number; readonly count: number }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'passageDone'; readonly index: number; readonly text: string }
  | FinishedRevision;

/** Comes last: the whole selection as revised, and what became of it. */
export interface FinishedRevision {
  readonly type: 'finished';
  readonly text: string;
  /** Chinese characters and words of the selection, before and after. */
  readonly charactersBefore: number;
  readonly charactersAfter: number;
  readonly passages: number;
  /** Why passages stay as they were, a reason for each. */
  readonly kept: readonly KeptReason[];
  readonly seconds: number;
}
