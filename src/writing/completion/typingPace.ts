/** A longer pause is thinking, not typing. */
const LONGEST_INTERVAL_MS = 2000;
/** Share of the latest measurement in the average. */
const WEIGHT = 0.3;
const SHORTEST_DELAY_MS = 60;
const LONGEST_DELAY_MS = 600;

/** Learns how fast a person types and how long completions take, and says how long to wait for the next keystroke. */
export class TypingPace {
  private lastKey: number | undefined;
  /** Until measured: an unhurried typist and a small model. */
  private interval = 220;
  private latency = 300;

  /** A key was pressed. @param now milliseconds */
  typed(now: number): void {
    const interval = now - (this.lastKey ?? Number.NEGATIVE_INFINITY);
    if (interval <= LONGEST_INTERVAL_MS) this.interval += WEIGHT * (interval - this.interval);
    this.lastKey = now;
  }

  /** A completion took so many milliseconds. */
  completed(milliseconds: number): void {
    this.latency += WEIGHT * (milliseconds - this.latency);
  }

  /**
   * Milliseconds without a keystroke after which the person has probably paused: a bit more than their usual interval, and
   * more the more a request that comes too early would cost.
   */
  get delay(): number {
    const delay = 1.4 * this.interval + 0.1 * this.latency;
    return Math.round(Math.min(LONGEST_DELAY_MS, Math.max(SHORTEST_DELAY_MS, delay)));
  }
}
