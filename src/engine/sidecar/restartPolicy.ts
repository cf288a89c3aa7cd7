const MOST_CRASHES = 5;
const WINDOW_MS = 3 * 60 * 1000;

/** Whether a process that crashed may be started again: not after five crashes in three minutes, as in the language-server client. */
export class RestartPolicy {
  private crashes: number[] = [];

  /** Notes a crash. @param now milliseconds of a clock that does not jump */
  crashed(now: number): void {
    this.crashes = [...this.crashes.filter((time) => now - time < WINDOW_MS), now];
  }

  /** @param now milliseconds of the same clock */
  mayStart(now: number): boolean {
    return this.crashes.filter((time) => now - time < WINDOW_MS).length < MOST_CRASHES;
  }

  /** A person asked for a restart: what was is forgotten. */
  reset(): void {
    this.crashes = [];
  }
}
