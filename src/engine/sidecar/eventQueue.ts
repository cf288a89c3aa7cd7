/** Events pushed from outside, read by one `for await`; what was pushed before the end is read before it. */
export class EventQueue<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private outcome: { readonly error?: unknown } | undefined;
  private wake: (() => void) | undefined;

  push(item: T): void {
    if (this.outcome) return;
    this.items.push(item);
    this.wake?.();
  }

  end(): void {
    this.close({});
  }

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
