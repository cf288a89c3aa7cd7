import type { Conversation, GenerationEvent, GenerationRequest } from '../engine.ts';

/** Context of a server that does not tell its own: the most that TeleChat's service takes, and what Ollama has by default. */
export const USUAL_CONTEXT = 4096;

/** A server that was found to answer, in one of the protocols. */
export interface RemoteService {
  readonly model: string;
  /** Most tokens of prompt and answer together. */
  readonly contextLength: number;
  readonly followsInstructions: boolean;
  /** See EngineInfo. */
  readonly continuesAnswers: boolean;
  /** @throws EngineError when the server fails; the signal's reason when aborted */
  stream(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent>;
  /** Exact where the server has a tokenizer to ask, else an estimate. */
  countTokens(conversation: Conversation, signal: AbortSignal): Promise<number>;
}

/** What a person has said of the server, against what it says itself. */
export interface ServiceOptions {
  /** The model to ask for. Default: the server's first. */
  readonly model?: string | undefined;
  /** Where the server does not tell, or not the truth. */
  readonly contextLength?: number | undefined;
}
