/**
 * The one interface between what people see and what computes: a conversation goes in, a stream of text comes out.
 */

import type { JsonSchema } from '../shared/model/jsonSchema.ts';
import type { Conversation } from '../shared/model/message.ts';
import type { Sampling } from '../shared/model/sampling.ts';

export type { Conversation, Message } from '../shared/model/message.ts';
export type { JsonSchema, Sampling };

/** Who waits: a person typing before a chat before a document. */
export type Priority = 'typing' | 'chat' | 'writing';

/** What the slots of drafts begin with: their KV caches are kept over a restart, as drafts are. */
const DRAFT_SLOT = 'writing:';

/** The slot of a draft. */
export function draftSlot(draft: string): string {
  return DRAFT_SLOT + draft;
}

/** Whether `draftSlot` made it: the slot's KV cache is then worth saving to the disk. */
export function isDraftSlot(slot: string): boolean {
  return slot.startsWith(DRAFT_SLOT);
}

/** What is to be written, how, for whom. A sidecar checks it against the protocol's schema. */
export interface GenerationRequest {
  /**
   * A conversation rendered in the model's chat format, or a raw text that the model continues. A conversation that ends with
   * the beginning of the answer is for engines that `continuesAnswers` alone: the stream is what comes after it.
   */
  readonly input: { readonly conversation: Conversation } | { readonly prefix: string };
  /** What is absent comes from the model's generation_config.json. */
  readonly sampling?: Partial<Sampling>;
  /** Most tokens of the answer. */
  readonly maxTokens: number;
  /** Whether the model is to think before it answers, where it can do either. Default: no. */
  readonly thinking?: boolean;
  /**
   * Most tokens of its thinking, beyond those of the answer. Absent, the engine gives what a person allows, and an answer
   * that was all thinking is asked for once more with more room.
   */
  readonly thinkingTokens?: number;
  /** The answer ends before the first of these strings; in the thinking they may stand. */
  readonly stop?: readonly string[];
  /**
   * The answer is JSON that satisfies this schema: always on this machine, unless maxTokens comes first. A server that knows
   * no such thing, or is asked to continue a raw text, answers as it likes.
   */
  readonly format?: JsonSchema;
  /** Between two steps a request of higher priority goes first. */
  readonly priority: Priority;
  /** Who asks (`writing:<draft id>`, `chat:<id>`, `completion`): each slot keeps its KV cache. */
  readonly slot: string;
}

/** What an answer took, in tokens; an estimate where a server does not tell. */
export interface Usage {
  /** All of the prompt, the reused ones included. */
  readonly promptTokens: number;
  /** Prompt tokens that were already in the slot's KV cache. */
  readonly reusedTokens: number;
  /** Also those whose text was cut off by a stop string. */
  readonly generatedTokens: number;
}

/** `end`: the model ended its turn. `length`: maxTokens or the context was reached. `stop`: a stop string came. */
export type StopReason = 'end' | 'length' | 'stop';

/** What a stream brings: `prefill` while the prompt is computed, then `text`, and `done` last unless it throws. */
export type GenerationEvent =
  /** Prompt tokens computed of all, the reused ones included. */
  | { readonly type: 'prefill'; readonly done: number; readonly total: number }
  /** Whole characters only: concatenated, the deltas are the full decoded text. */
  | { readonly type: 'text'; readonly text: string }
  /** Comes before the text, in whole characters, and is no part of the answer; `tokens` of it so far, about. */
  | { readonly type: 'thinking'; readonly text: string; readonly tokens: number }
  | { readonly type: 'done'; readonly stop: StopReason; readonly usage: Usage };

/** What an engine says of itself at the time; until it was `ready` once, all but `state` may be unknown. */
export interface EngineInfo {
  /**
   * `stopped`: loads, or connects, with the next request. `failed`: that went wrong, or the sidecar died; the next
   * request tries again.
   */
  readonly state: 'stopped' | 'starting' | 'ready' | 'failed';
  /** Name of the model folder's manifest, or the server's name of the model; '' while it is unknown. */
  readonly model: string;
  /** Execution provider in use: `cpu` or `cuda`; `remote` for a server elsewhere. */
  readonly provider: string;
  /** Most tokens of prompt and answer together. */
  readonly contextLength: number;
  /**
   * Whether the model is large enough to follow instructions in its own words, in Chinese and English. A small one, as
   * the demo model is, knows only the fixed Chinese wordings that it was trained on.
   */
  readonly followsInstructions: boolean;
  /** Whether a conversation may end with the beginning of an answer, which the model then goes on with. */
  readonly continuesAnswers: boolean;
  /** Host and port of the server that computes; absent where this machine does. */
  readonly server?: string;
}

/** What is known of an engine whose model is not loaded yet. */
export const UNKNOWN_MODEL = {
  model: '',
  provider: '',
  contextLength: 0,
  followsInstructions: false,
  continuesAnswers: false,
} as const;

/** Something that writes: the sidecar of this machine or a server. Several requests may be under way at once. */
export interface Engine {
  /** Loads the model, or connects, if need be. @throws EngineError when that fails */
  info(): Promise<EngineInfo>;
  /**
   * Streams the answer. Aborting the signal ends the iteration with an AbortError within 100 ms of compute.
   * @throws EngineError when the engine cannot answer or dies on the way
   */
  stream(request: GenerationRequest, signal: AbortSignal): AsyncIterable<GenerationEvent>;
  /** Number of prompt tokens that the conversation renders to. */
  countTokens(conversation: Conversation): Promise<number>;
  /** Frees what is kept for a slot, in memory and on the disk: nothing will be asked for it any more. */
  forget(slot: string): Promise<void>;
  /** Ends what is under way and frees the model; the engine cannot be used again. */
  dispose(): Promise<void>;
}
