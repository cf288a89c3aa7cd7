import type { Completion } from './complete.ts';
import type { CursorText } from './completionPlace.ts';

/** A completion that is being computed while the person may go on typing: it is kept as long as what they type is its beginning. */
export class RunningCompletion {
  private readonly controller = new AbortController();
  private raw = '';
  private typed = '';
  /** The completion of the text that it began with; undefined when it was dropped. */
  readonly completion: Promise<Completion | undefined>;

  /**
   * @param cursor the text that is completed
   * @param compute makes the completion; it reports how it begins so far
   */
  constructor(
    readonly cursor: CursorText,
    compute: (signal: AbortSignal, onProgress: (raw: string) => void) => Promise<Completion>,
  ) {
    this.completion = compute(this.controller.signal, (raw) => this.progress(raw)).catch((error: unknown) => {
      if (this.isDropped) return undefined;
      throw error;
    });
  }

  get isDropped(): boolean {
    return this.controller.signal.aborted;
  }

  /** Goes on with the text as it is now. @returns false when it is of no use for it; it is dropped then */
  follow({ before, after }: CursorText): boolean {
    if (before.startsWith(this.cursor.before) && after === this.cursor.after) {
      this.typed = before.slice(this.cursor.before.length);
      this.progress(this.raw);
    } else {
      this.drop();
    }
    return !this.isDropped;
  }

  /** Ends the computing. */
  drop(): void {
    this.controller.abort();
  }

  private progress(raw: string): void {
    this.raw = raw;
    const length = Math.min(raw.length, this.typed.length);
    if (raw.slice(0, length) !== this.typed.slice(0, length)) this.drop();
  }
}
