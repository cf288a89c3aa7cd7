/** How the next token is drawn. Order of application: repetition penalty, temperature, top-k, top-p. */
export interface Sampling {
  /** true draws the most likely token; the repetition penalty still applies. */
  readonly greedy: boolean;
  /** > 0; 1 leaves the logits as they are. */
  readonly temperature: number;
  /** 0 switches it off. */
  readonly topK: number;
  /** In (0, 1]; 1 switches it off. */
  readonly topP: number;
  /** > 0; 1 switches it off, more discourages what was said before. */
  readonly repetitionPenalty: number;
  /** Same seed, same text; absent draws a random one. */
  readonly seed?: number;
}
