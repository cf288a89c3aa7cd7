/** Cuts a stream of text before the first of some strings. */
export class StopStrings {
  private held = '';
  private found = false;

  constructor(private readonly stops: readonly string[]) {}

  /** True once one of the strings has come. */
  get stopped(): boolean {
    return this.found;
  }

  /** @returns what is certain not to belong to a stop string */
  push(text: string): string {
    if (this.found) return '';
    this.held += text;
    const first = Math.min(
      ...this.stops.map((stop) => this.held.indexOf(stop)).filter((index) => index >= 0),
    );
    if (Number.isFinite(first)) {
      this.found = true;
      return this.take(first);
    }
    return this.take(this.held.length - this.partialLength());
  }

  /** What was held back, when the text has ended without a stop string. */
  flush(): string {
    return this.found ? '' : this.take(this.held.length);
  }

  private take(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return text;
  }

  /** Length of the longest end of the text that is the beginning of a stop string. */
  private partialLength(): number {
    const longest = Math.max(0, ...this.stops.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, this.held.length); length > 0; length--) {
      const end = this.held.slice(-length);
      if (this.stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }
}
