import { JinjaLimitError } from './jinjaError.ts';

/** What one rendering may take. */
export interface RenderLimits {
  /** Nodes of the template that are evaluated, and items that are gone through. */
  readonly steps: number;
  /** Characters and list items (eight characters' worth each) made or searched on the way, the output included. */
  readonly characters: number;
  /** Macros that call each other. */
  readonly depth: number;
  readonly milliseconds: number;
}

/** A thousand messages through the longest of known templates take a tenth of this. */
export const RENDER_LIMITS: RenderLimits = {
  steps: 3_000_000,
  characters: 64_000_000,
  depth: 100,
  milliseconds: 5_000,
};

const ITEM_CHARACTERS = 8;
const STEPS_BETWEEN_CLOCKS = 1024;
/** A search for one text in another can take as many comparisons as the product of their lengths. */
const MOST_COMPARISONS = 2e9;

/** Counts what a rendering takes, and ends it when that is too much. */
export class Budget {
  private steps = 0;
  private nextClock = STEPS_BETWEEN_CLOCKS;
  private characters = 0;
  private depth = 0;
  private readonly deadline: number;

  constructor(private readonly limits: RenderLimits = RENDER_LIMITS) {
    this.deadline = performance.now() + limits.milliseconds;
  }

  /**
   * @param count nodes that are evaluated, or items that are gone through
   * @throws JinjaLimitError when there were too many, or time is up
   */
  step(count = 1): void {
    this.steps += count;
    if (this.steps > this.limits.steps) this.refuse(`${this.limits.steps} steps`);
    if (this.steps < this.nextClock) return;
    this.nextClock = this.steps + STEPS_BETWEEN_CLOCKS;
    if (performance.now() > this.deadline) this.refuse(`${this.limits.milliseconds / 1000} seconds`);
  }

  /** Characters that are made, of which it is called before, or gone through. */
  text(length: number): void {
    this.characters += length;
    if (!(this.characters <= this.limits.characters)) this.refuse(`${this.limits.characters} characters`);
  }

  /** Call it before the list is made. */
  items(count: number): void {
    this.text(count * ITEM_CHARACTERS);
  }

  /** Call it before one text is searched in another: a hostile pair takes the product of both lengths. */
  search(text: string, wanted: string): void {
    this.text(text.length);
    if (text.length * wanted.length > MOST_COMPARISONS) this.refuse(`${MOST_COMPARISONS} comparisons`);
  }

  /** Runs a macro's body. */
  nested<T>(run: () => T): T {
    if (this.depth >= this.limits.depth) this.refuse(`${this.limits.depth} macros within each other`);
    this.depth++;
    try {
      return run();
    } finally {
      this.depth--;
    }
  }

  private refuse(limit: string): never {
    throw new JinjaLimitError(`it takes more than ${limit}`);
  }
}
