import * as v from 'valibot';
import {
  type CancellationToken,
  ErrorCodes,
  ProgressType,
  RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node.js';
import { messageOf, UserError } from '../shared/errors.ts';
import { JSON_SCHEMA } from '../shared/model/jsonSchema.ts';
import type { EngineInfo, GenerationEvent, GenerationRequest } from './engine.ts';
import { EngineError, type EngineErrorCode } from './engineError.ts';

/**
 * The one contract between an engine and its sidecar, and between the sidecar and its model worker: JSON-RPC requests,
 * generation events as progress of a `generate` request, cancellation by JSON-RPC's own $/cancelRequest.
 */

/** What a person may ask the model to compute with: `auto` is the fastest that works on the machine. */
export const PROVIDER_CHOICES = ['auto', 'cpu', 'cuda'] as const;

/** A choice, not what is computed with in the end: that is `EngineInfo.provider`. */
export type ProviderChoice = (typeof PROVIDER_CHOICES)[number];

/** Environment variable in which a sidecar finds the pid of the process that started it. */
export const PARENT_PID = 'TELECHAT_PARENT_PID';

/** What the receiver of a failed request is told. */
export interface FailureData {
  readonly code: EngineErrorCode;
  readonly what: string;
  readonly why: string;
  readonly nextStep: string;
}

const ConversationSchema = v.array(
  v.object({ role: v.picklist(['system', 'user', 'bot']), content: v.string() }),
);

const SamplingSchema = v.partial(
  v.object({
    greedy: v.boolean(),
    temperature: v.number(),
    topK: v.number(),
    topP: v.number(),
    repetitionPenalty: v.number(),
    seed: v.number(),
  }),
);

const GenerationRequestSchema = v.object({
  input: v.union([v.object({ conversation: ConversationSchema }), v.object({ prefix: v.string() })]),
  sampling: v.optional(SamplingSchema),
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(1)),
  thinking: v.optional(v.boolean()),
  thinkingTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  stop: v.optional(v.array(v.pipe(v.string(), v.nonEmpty()))),
  format: v.optional(JSON_SCHEMA),
  priority: v.picklist(['typing', 'chat', 'writing']),
  slot: v.string(),
});

/** What `initialize` takes, as a sidecar checks it. */
export const InitializeSchema = v.object({
  modelFolder: v.string(),
  provider: v.optional(v.picklist(PROVIDER_CHOICES)),
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** false computes every token in a pass of its own, for comparison: the text is the same. */
  speculation: v.optional(v.boolean()),
  /** Where and how the KV caches of drafts outlive the process; absent, they do not. */
  savedCaches: v.optional(
    v.object({
      folder: v.string(),
      /** Of all together; 0 removes what was kept. */
      mostBytes: v.pipe(v.number(), v.minValue(0)),
      /** Seconds that reading one must gain over computing it. */
      leastGain: v.optional(v.number()),
    }),
  ),
});

/** What `generate` takes, as a sidecar checks it. */
export const GenerateSchema = v.object({ token: v.number(), request: GenerationRequestSchema });

/** What `forget` takes. */
export const ForgetSchema = v.object({ slot: v.string() });

/** What `countTokens` takes. */
export const CountTokensSchema = v.object({ conversation: ConversationSchema });

/** Which model to load and what to compute it with; absent fields have the sidecar's defaults. */
export type InitializeParams = v.InferOutput<typeof InitializeSchema>;

/** A request, with the token under which its events come. */
export interface GenerateParams {
  /** Names the progress notifications of this request. */
  readonly token: number;
  readonly request: GenerationRequest;
}

/** Loads the model; every other request comes after it. */
export const initializeRequest = new RequestType<InitializeParams, EngineInfo, FailureData>('initialize');
/** Ends when the answer has ended; everything else comes as progress. */
export const generateRequest = new RequestType<GenerateParams, null, FailureData>('generate');
/** Answers the number of prompt tokens that the conversation renders to. */
export const countTokensRequest = new RequestType<
  v.InferOutput<typeof CountTokensSchema>,
  number,
  FailureData
>('countTokens');
/** Frees a slot's KV cache, in memory and on the disk. */
export const forgetRequest = new RequestType<v.InferOutput<typeof ForgetSchema>, null, FailureData>('forget');
/** The events of a `generate` request, in order, under its token. */
export const generationProgress = new ProgressType<GenerationEvent>();

/** LSP's code for a request that was cancelled. */
const REQUEST_CANCELLED = -32800;

/** @throws EngineError when the parameters are not what the schema says */
export function validate<S extends v.GenericSchema>(schema: S, params: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, params);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue);
  throw new EngineError(
    'rejected',
    'the request',
    `${where ? `${where}: ` : ''}${issue.message}`,
    'report this; the extension and its sidecar may be of different versions',
  );
}

/** A thrown error as it crosses the wire. */
export function toResponseError(error: unknown, signal: AbortSignal): ResponseError<FailureData | undefined> {
  if (error instanceof ResponseError) return error;
  if (signal.aborted) return new ResponseError(REQUEST_CANCELLED, 'cancelled');
  const data: FailureData =
    error instanceof UserError
      ? {
          code: error instanceof EngineError ? error.code : 'rejected',
          what: error.what,
          why: error.why,
          nextStep: error.nextStep,
        }
      : {
          code: 'rejected',
          what: 'the engine',
          why: messageOf(error),
          nextStep: 'see the log and report this',
        };
  return new ResponseError(ErrorCodes.InternalError, messageOf(error), data);
}

/** What came over the wire as the error that was thrown on the other side. */
export function fromResponseError(error: unknown): unknown {
  const data = error instanceof ResponseError ? (error.data as FailureData | undefined) : undefined;
  return data ? new EngineError(data.code, data.what, data.why, data.nextStep, { cause: error }) : error;
}

/** A JSON-RPC cancellation token that follows an AbortSignal. */
export function tokenOf(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener: (event: unknown) => void) => {
      const notify = () => listener(undefined);
      signal.addEventListener('abort', notify, { once: true });
      return { dispose: () => signal.removeEventListener('abort', notify) };
    },
  };
}
