import type { Priority } from '../engine/engine.ts';

/** A larger number goes first. */
const RANK: Readonly<Record<Priority, number>> = { typing: 2, chat: 1, writing: 0 };

interface Ticket {
  readonly rank: number;
  /** In the order in which they came. */
  readonly number: number;
  /** Tells the one who waits that its turn has come. */
  begin: () => void;
}

/** Lets those who came in the meantime and rank higher go first; resolves when it is one's turn again. */
export type GiveWay = () => Promise<void>;

/**
 * One request computes at a time: typing before chat before writing, then first come, first served. One that runs gives way
 * between two steps of its computing, and goes on where it was.
 */
export class RequestQueue {
  private running: Ticket | undefined;
  /** In the order in which their turns come. */
  private readonly waiting: Ticket[] = [];
  private next = 0;

  /**
   * Runs the task when its turn comes.
   * @param signal takes a waiting request out; a task that runs has to watch it itself
   * @param task calls what it is given between two steps, where it can be interrupted
   * @throws the signal's reason when it was aborted before or between the task's steps
   */
  async run<T>(priority: Priority, signal: AbortSignal, task: (giveWay: GiveWay) => Promise<T>): Promise<T> {
    const ticket: Ticket = { rank: RANK[priority], number: this.next++, begin: () => undefined };
    await this.turn(ticket, signal);
    try {
      return await task(() => this.giveWay(ticket, signal));
    } finally {
      this.leave(ticket);
    }
  }

  private async giveWay(ticket: Ticket, signal: AbortSignal): Promise<void> {
    const [first] = this.waiting;
    if (!first || first.rank <= ticket.rank) return;
    this.leave(ticket);
    await this.turn(ticket, signal);
  }

  private async turn(ticket: Ticket, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.running) {
      this.running = ticket;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const abort = () => {
        this.waiting.splice(this.waiting.indexOf(ticket), 1);
        reject(signal.reason);
      };
      ticket.begin = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(ticket);
      this.waiting.sort((one, other) => other.rank - one.rank || one.number - other.number);
    });
  }

  private leave(ticket: Ticket): void {
    // One that was aborted while others ran has nothing to hand on.
    if (this.running !== ticket) return;
    this.running = this.waiting.shift();
    this.running?.begin();
  }
}
