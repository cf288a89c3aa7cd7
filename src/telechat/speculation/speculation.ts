import { PromptLookup, type Proposal } from './promptLookup.ts';
import { ProposalLength } from './proposalLength.ts';

/** Most rows of a pass that checks proposals. */
export const WIDEST_PASS = 12;

/**
 * Proposes the tokens that probably come next, so that one pass through the network can check several of them
 * (prompt-lookup speculation: business prose repeats itself). It proposes fewer, down to those that cost nothing, as they
 * turn out wrong or wider passes turn out slow, and more again as they turn out right.
 */
export class Speculation {
  private readonly lookup: PromptLookup;
  private readonly lengths = new ProposalLength();
  private proposal: Proposal = { ids: [], match: 0 };

  /** @param leastRows rows that a pass computes anyway, the one of the last token included */
  constructor(
    vocabSize: number,
    private readonly leastRows: number,
  ) {
    this.lookup = new PromptLookup(vocabSize);
  }

  /**
   * @param tokens the text so far
   * @param room most tokens to propose
   */
  propose(tokens: readonly number[], room: number): readonly number[] {
    const { ids, match } = this.lookup.propose(tokens, Math.min(room, WIDEST_PASS - 1));
    this.proposal = { ids: ids.slice(0, this.lengths.choose(match, ids.length, this.leastRows)), match };
    return this.proposal.ids;
  }

  /** How long the pass over what was proposed last took. */
  took(milliseconds: number): void {
    this.lengths.took(Math.max(this.proposal.ids.length + 1, this.leastRows), milliseconds);
  }

  /** How many of the tokens proposed last were right, up to the first that was not. */
  learn(accepted: number): void {
    this.lengths.learn(this.proposal.match, this.proposal.ids.length, accepted);
  }
}
