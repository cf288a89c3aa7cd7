/** Events pushed from outside, read by one `for await`; what was pushed before the end is read before it. */
export class EventQueue<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private outcome: { readonly error?: unknown } | undefined;
  private wake: (() => void) | undefined;

  /** Ignored after the end. */
  push(item: T): void {
    if (this.outcome) return;
    this.items.push(item);
    this.wake?.();
  }

  /** The reader's loop ends when it has read what is there. */
  end(): void {
    this.close({});
  }

  /** The reader's loop throws the error when it has read what is there. */
  fail(error: unknown): void {
    this.close({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.items.shift();
      if (item !== undefined) {
        yield item;
      } else if (this.outcome) {
        if ('error' in this.outcome) throw this.outcome.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }

  private close(outcome: { readonly error?: unknown }): void {
    this.outcome ??= outcome;
    this.wake?.();
  }
}
