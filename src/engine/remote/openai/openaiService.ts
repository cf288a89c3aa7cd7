import * as l10n from '@vscode/l10n';
import type { Conversation, GenerationEvent, GenerationRequest } from '../../engine.ts';
import { EngineError } from '../../engineError.ts';
import { type AnswerPiece, answerEvents, type ThinkingStart } from '../answerEvents.ts';
import { continuationPrompt } from '../continuationPrompt.ts';
import type { HttpClient, Refused } from '../httpClient.ts';
import { chooseModel, type ListedModel, listModels, llamaContext } from '../modelList.ts';
import { errorMessage, parseJson } from '../refusalDetail.ts';
import { brokenStream, reportedFailure, serverName } from '../remoteFailure.ts';
import { type RemoteService, type ServiceOptions, USUAL_CONTEXT } from '../remoteService.ts';
import { readEvents } from '../responseText.ts';
import type { ServerAddress } from '../serverAddress.ts';
import { TokenCounter } from '../tokenCounter.ts';
import { chatBody, completionBody, OPTIONAL_FIELDS } from './openaiBody.ts';
import { readChunk } from './openaiChunk.ts';
import { refusesFormat } from './responseFormat.ts';
import { opensThinking } from './thinkingStart.ts';

/** Ollama puts its chat template around a raw text, so that the model answers instead of going on (ollama/ollama#12636). */
const NO_RAW_TEXT = 'library';

/** Servers that go on with an answer that a conversation ends with, by the owner that their models have. */
const CONTINUING = ['llamacpp', 'vllm', 'sglang', 'telechat'];

/** A server with OpenAI's interface: vLLM, llama.cpp, Ollama, another machine's TeleChat Writer. */
export class OpenaiService implements RemoteService {
  readonly model: string;
  readonly followsInstructions: boolean;
  readonly continuesAnswers: boolean;
  private readonly counter: TokenCounter;
  private takesRawText: boolean;
  private readonly owner: string | undefined;
  /** By whether thinking is asked for. */
  private readonly thinkingStarts = new Map<boolean, ThinkingStart>();
  /** What the server has turned out not to know. */
  private readonly unknownFields = new Set<string>();

  private constructor(
    private readonly client: HttpClient,
    private readonly address: ServerAddress,
    private readonly models: readonly ListedModel[],
    { id, owned_by, follows_instructions }: ListedModel,
    readonly contextLength: number,
  ) {
    this.model = id;
    this.followsInstructions = follows_instructions ?? true;
    this.owner = owned_by ?? undefined;
    this.takesRawText = owned_by !== NO_RAW_TEXT;
    this.continuesAnswers = CONTINUING.includes(owned_by ?? '');
    this.counter = new TokenCounter(client, `${address.root}/tokenize`, id);
  }

  /** @returns undefined where no such server is there. @throws EngineError when there is no connection or it refuses */
  static async connect(
    client: HttpClient,
    address: ServerAddress,
    options: ServiceOptions,
    signal: AbortSignal,
  ): Promise<OpenaiService | undefined> {
    const models = await listModels(client, address.base, signal);
    if (!models) return undefined;
    const model = chooseModel(client, models, options.model);
    const contextLength =
      options.contextLength ??
      model.max_model_len ??
      (await llamaContext(client, address.root, model, signal)) ??
      USUAL_CONTEXT;
    return new OpenaiService(client, address, models, model, contextLength);
  }

  async *stream(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    const response = await this.respond(request, signal);
    const isRaw = 'prefix' in request.input && this.takesRawText;
    const start = isRaw ? { isInside: false } : await this.thinkingStart(request.thinking ?? false, signal);
    yield* answerEvents(request, this.pieces(response, signal), start);
  }

  countTokens(conversation: Conversation, signal: AbortSignal): Promise<number> {
    return this.counter.count(conversation, signal);
  }

  private async thinkingStart(thinking: boolean, signal: AbortSignal): Promise<ThinkingStart> {
    const known = this.thinkingStarts.get(thinking);
    if (known) return known;
    const { owner, model } = this;
    const served = { root: this.address.root, model, owner };
    const start = { isInside: await opensThinking(this.client, served, thinking, signal) };
    this.thinkingStarts.set(thinking, start);
    return start;
  }

  private async respond(request: GenerationRequest, signal: AbortSignal): Promise<Response> {
    const { input } = request;
    if ('conversation' in input) return this.ask(request, input.conversation, signal);
    if (this.takesRawText) {
      const body = completionBody(this.model, input.prefix, request);
      const response = await this.post('completions', body, signal);
      if (response instanceof Response) return response;
      if (![404, 405, 501].includes(response.refusal.status)) throw this.failureOf(response);
      this.client.options.log(`${this.address.host} continues no raw text; it is asked in a conversation`);
      this.takesRawText = false;
    }
    return this.ask(request, continuationPrompt(input.prefix), signal);
  }

  private async ask(
    request: GenerationRequest,
    conversation: Conversation,
    signal: AbortSignal,
  ): Promise<Response> {
    const body = chatBody(this.model, conversation, request);
    const response = await this.post('chat/completions', body, signal);
    if (response instanceof Response) return response;
    throw this.failureOf(response);
  }

  /** Asks again without a field that the server does not know. */
  private async post(path: string, body: object, signal: AbortSignal): Promise<Response | Refused> {
    for (;;) {
      const known = Object.entries(body).filter(
        ([name, value]) => value !== undefined && !this.unknownFields.has(name),
      );
      const response = await this.client.post(
        `${this.address.base}/${path}`,
        Object.fromEntries(known),
        signal,
      );
      if (response instanceof Response) return response;
      const { status, detail } = response.refusal;
      const unknown = OPTIONAL_FIELDS.find(
        (name) => complainsOf(name, detail) && known.some(([key]) => key === name),
      );
      if (![400, 422].includes(status) || !unknown) return response;
      this.client.options.log(`${this.address.host} does not know ${unknown}; it is left out from now on`);
      this.unknownFields.add(unknown);
    }
  }

  private failureOf({ refusal, failure }: Refused): EngineError {
    const { status, detail } = refusal;
    if (status !== 404 || !detail.includes(this.model)) return failure;
    const names = this.models.map(({ id }) => id).join(', ');
    return new EngineError(
      'unavailable',
      serverName(this.address.host),
      l10n.t('it has no model “{0}” ({1})', this.model, detail),
      names === ''
        ? l10n.t('correct {0}', this.client.options.settings.model)
        : l10n.t('correct {0}; it has: {1}', this.client.options.settings.model, names),
    );
  }

  private async *pieces(response: Response, signal: AbortSignal): AsyncGenerator<AnswerPiece> {
    const { options } = this.client;
    if (!response.headers.get('content-type')?.includes('text/event-stream')) {
      await response.body?.cancel();
      throw this.notAStream(response);
    }
    let ended = false;
    for await (const data of readEvents(response, options, signal)) {
      if (data === '[DONE]') {
        // Read on to the end of the response: its connection then serves the next request too.
        ended = true;
        continue;
      }
      const value = parseJson(data);
      const reported = errorMessage(value);
      if (reported !== undefined) throw reportedFailure(options, reported);
      const chunk = readChunk(value);
      if (!chunk) throw brokenStream(options, new Error(`not a chunk of an answer: ${data.slice(0, 200)}`));
      if (chunk.isFiltered) throw this.withheld();
      ended ||= chunk.stop !== undefined;
      yield chunk;
    }
    if (!ended) throw brokenStream(options);
  }

  private notAStream({ headers }: Response): EngineError {
    const { host, settings } = this.client.options;
    const type = headers.get('content-type') ?? l10n.t('nothing');
    return new EngineError(
      'unavailable',
      serverName(host),
      l10n.t('it does not stream its answer but sends {0}', type),
      l10n.t('correct {0}', settings.url),
    );
  }

  private withheld(): EngineError {
    return new EngineError(
      'rejected',
      serverName(this.address.host),
      l10n.t('its content filter ended the answer'),
      l10n.t('change the wording'),
    );
  }
}

/** Whether a refusal is about a field. */
function complainsOf(name: string, detail: string): boolean {
  return detail.includes(name) || (name === 'response_format' && refusesFormat(detail));
}
