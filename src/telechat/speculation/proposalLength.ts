import { LONGEST_MATCH } from './promptLookup.ts';

/** Share of what was known that stays at each new observation. */
const MEMORY = 0.95;
/** A row's cost against a pass's before any was measured: low, so that it is tried. */
const FIRST_ROW_COST = 0.05;
/** Of the first proposals, by the length of their match. */
const FIRST_ACCEPTANCE = [0.3, 0.5, 0.7];

/**
 * Decides how many proposed tokens a pass checks: as many as give the most tokens a millisecond, by how often proposals were
 * right lately and by what passes of more and fewer rows took.
 */
export class ProposalLength {
  private readonly acceptance = [...FIRST_ACCEPTANCE];
  private readonly cost = new PassCost();

  /**
   * @param match the proposal's match; see Proposal
   * @param most tokens that can be proposed
   * @param least rows of a pass, whether they are used or not: 1 + the proposals that cost nothing
   */
  choose(match: number, most: number, least: number): number {
    let best = 0;
    let bestSpeed = 0;
    let tokens = 1;
    let reached = 1;
    for (let length = 0; length <= most; length++) {
      const speed = tokens / this.cost.of(Math.max(length + 1, least));
      if (speed > bestSpeed) [best, bestSpeed] = [length, speed];
      reached *= this.acceptance[Math.min(match + length, LONGEST_MATCH) - 1] ?? 0;
      tokens += reached;
    }
    return best;
  }

  /** @param accepted how many of the `proposed` tokens were right, up to the first that was not */
  learn(match: number, proposed: number, accepted: number): void {
    for (let index = 0; index < Math.min(proposed, accepted + 1); index++) {
      const kind = Math.min(match + index, LONGEST_MATCH) - 1;
      this.acceptance[kind] = MEMORY * (this.acceptance[kind] ?? 0) + (index < accepted ? 1 - MEMORY : 0);
    }
  }

  /** @param rows of a pass that took so many milliseconds */
  took(rows: number, milliseconds: number): void {
    this.cost.learn(rows, milliseconds);
  }
}

/** What a pass costs by its rows: a line through the passes measured lately. */
class PassCost {
  private weight = 0;
  private rows = 0;
  private rowsSquared = 0;
  private time = 0;
  private rowsTime = 0;

  learn(rows: number, milliseconds: number): void {
    this.weight = MEMORY * this.weight + 1;
    this.rows = MEMORY * this.rows + rows;
    this.rowsSquared = MEMORY * this.rowsSquared + rows * rows;
    this.time = MEMORY * this.time + milliseconds;
    this.rowsTime = MEMORY * this.rowsTime + rows * milliseconds;
  }

  /** In milliseconds once passes were measured, in passes before that. */
  of(rows: number): number {
    if (this.weight === 0) return 1 + FIRST_ROW_COST * rows;
    const meanRows = this.rows / this.weight;
    const meanTime = this.time / this.weight;
    const spread = this.rowsSquared / this.weight - meanRows ** 2;
    const measured = (this.rowsTime / this.weight - meanRows * meanTime) / spread;
    const slope = spread > 0.1 ? Math.max(measured, 0) : FIRST_ROW_COST * meanTime;
    // A line through scattered points may cut the axis below zero; no pass is free.
    return Math.max(meanTime + slope * (rows - meanRows), meanTime / 10);
  }
}
