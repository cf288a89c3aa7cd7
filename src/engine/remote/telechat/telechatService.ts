import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Conversation, GenerationEvent, GenerationRequest } from '../../engine.ts';
import { EngineError } from '../../engineError.ts';
import { type AnswerPiece, answerEvents, type ThinkingStart } from '../answerEvents.ts';
import { continuationPrompt } from '../continuationPrompt.ts';
import type { HttpClient } from '../httpClient.ts';
import { serverName } from '../remoteFailure.ts';
import type { RemoteService, ServiceOptions } from '../remoteService.ts';
import { readText } from '../responseText.ts';
import type { ServerAddress } from '../serverAddress.ts';
import { estimateConversation } from '../tokenEstimate.ts';
import { TELECHAT_CONTEXT, telechatBody } from './telechatBody.ts';

/** Errors come with HTTP status 200. */
const FailureSchema = v.object({ code: v.union([v.number(), v.string()]), message: v.string() });
/** 服务必填参数缺失: what the service says to a request without a dialog. */
const NO_DIALOG = '10301';

/** TeleChat's own service, `/telechat/gptDialog/v2`: an answer is a stream of plain text. */
export class TelechatService implements RemoteService {
  readonly model: string;
  readonly contextLength: number;
  readonly followsInstructions = true;
  readonly continuesAnswers = false;
  private readonly thinkingStart: ThinkingStart = { isInside: false };

  private constructor(
    private readonly client: HttpClient,
    private readonly url: string,
    options: ServiceOptions,
  ) {
    this.model = options.model ?? 'TeleChat';
    this.contextLength = Math.min(options.contextLength ?? TELECHAT_CONTEXT, TELECHAT_CONTEXT);
  }

  /** @returns undefined where no such service is there. @throws EngineError when there is no connection or it refuses */
  static async connect(
    client: HttpClient,
    { root }: ServerAddress,
    options: ServiceOptions,
    signal: AbortSignal,
  ): Promise<TelechatService | undefined> {
    const url = `${root}/telechat/gptDialog/v2`;
    // The service says nothing of itself, but it names what this request lacks, and computes nothing.
    const response = await client.post(url, {}, signal);
    if (!(response instanceof Response)) {
      if ([404, 405].includes(response.refusal.status)) return undefined;
      throw response.failure;
    }
    const answer = v.safeParse(FailureSchema, await response.json().catch(() => undefined));
    signal.throwIfAborted();
    const isThere = answer.success && String(answer.output.code) === NO_DIALOG;
    return isThere ? new TelechatService(client, url, options) : undefined;
  }

  async *stream(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    const { input } = request;
    const conversation = 'prefix' in input ? continuationPrompt(input.prefix) : input.conversation;
    const response = await this.client.post(this.url, telechatBody(conversation, request), signal);
    if (!(response instanceof Response)) throw response.failure;
    yield* answerEvents(request, this.pieces(response, signal), this.thinkingStart);
  }

  /** An estimate: the service has no tokenizer to ask. */
  async countTokens(conversation: Conversation): Promise<number> {
    return estimateConversation(conversation);
  }

  private async *pieces(response: Response, signal: AbortSignal): AsyncGenerator<AnswerPiece> {
    if (response.headers.get('content-type')?.includes('application/json'))
      throw await this.failure(response);
    for await (const text of readText(response, this.client.options, signal)) yield { text };
  }

  private async failure(response: Response): Promise<EngineError> {
    const { host, settings } = this.client.options;
    const answer = v.safeParse(FailureSchema, await response.json().catch(() => undefined));
    const said = answer.success ? `${answer.output.code}: ${answer.output.message}` : 'JSON';
    return new EngineError(
      'rejected',
      serverName(host),
      l10n.t('it refuses the request ({0})', said),
      l10n.t('shorten the text, or use another server: {0}', settings.url),
    );
  }
}
