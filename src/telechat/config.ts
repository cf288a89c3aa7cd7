/** The numbers that define a TeleChat network, with TeleChat's aliases resolved. Source: config.json, telechat-model.md §2. */
export interface ModelConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Equal to `heads` except in TeleChat2's grouped-query models. */
  readonly kvHeads: number;
  readonly headSize: number;
  readonly ffnSize: number;
  readonly layerNormEpsilon: number;
  /** Floor of the rotary length and divisor of the attention scaling. */
  readonly trainingSeqlen: number;
  /** Context length that the official chat() assumes. */
  readonly seqLength: number;
  readonly tieWordEmbeddings: boolean;
  readonly embedLayernorm: boolean;
  readonly residualPostLayernorm: boolean;
  /** The NTK constant C: 4096 (7B) or 8192; not in official configs, see telechat-model.md §1. */
  readonly ntkBaseSeqlen: number;
  readonly ropeTheta: number;
}

/** generation_config.json: token ids of the turn markers and the model's own sampling defaults. */
export interface GenerationConfig {
  readonly userTokenId: number;
  readonly botTokenId: number;
  readonly bosTokenId: number;
  readonly eosTokenId: number;
  readonly padTokenId: number;
  readonly maxLength: number;
  readonly doSample: boolean;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
}
