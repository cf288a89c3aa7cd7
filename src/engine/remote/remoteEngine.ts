import * as l10n from '@vscode/l10n';
import { raceAbort } from '../../shared/abort.ts';
import { messageOf } from '../../shared/errors.ts';
import {
  type Conversation,
  type Engine,
  type EngineInfo,
  type GenerationEvent,
  type GenerationRequest,
  UNKNOWN_MODEL,
} from '../engine.ts';
import { EngineError } from '../engineError.ts';
import { ThinkingRoom } from '../thinkingRoom.ts';
import { connectService } from './connectService.ts';
import { HttpClient } from './httpClient.ts';
import type { RemoteSettings } from './remoteFailure.ts';
import type { RemoteService } from './remoteService.ts';
import { parseServerAddress, serverHost } from './serverAddress.ts';

/** Which server computes, and what to ask it for. */
export interface RemoteEngineOptions {
  /** Address of an OpenAI-compatible server, or of a TeleChat service. */
  readonly url: string;
  /** The server's name of the model. Default: the first that it lists. */
  readonly model?: string | undefined;
  /** Tokens of prompt and answer together, where the server does not tell. */
  readonly contextLength?: number | undefined;
  /** Most tokens of thinking, asked for with every request; 0 for none. Default: 4096. */
  readonly thinkingBudget?: () => number;
  /** Asked for with every request; never logged. */
  readonly key: () => Promise<string | undefined>;
  /** What the places are called where a person sets things up. */
  readonly settings: RemoteSettings;
  /** Milliseconds before a request that was turned away is sent again. Default: 1000. */
  readonly firstWait?: number;
  readonly log: (line: string) => void;
  readonly onStateChange?: (info: EngineInfo) => void;
}

/** A model on a server: the connection is made on first use, and anew after it broke. */
export class RemoteEngine implements Engine {
  private service: Promise<RemoteService> | undefined;
  private current: EngineInfo;
  private disposed = false;
  /** Ends all that is under way. */
  private closing = new AbortController();
  private readonly thinkingRoom: ThinkingRoom;

  constructor(private readonly options: RemoteEngineOptions) {
    this.thinkingRoom = new ThinkingRoom(this, options.thinkingBudget);
    this.current = remoteInfo(options.url);
  }

  async info(): Promise<EngineInfo> {
    if (!this.disposed) await this.connect();
    return this.current;
  }

  stream(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    return this.thinkingRoom.stream(request, signal, (asked) => this.answer(asked, signal));
  }

  async countTokens(conversation: Conversation): Promise<number> {
    const { signal } = this.closing;
    const service = await this.connect();
    try {
      return await service.countTokens(conversation, signal);
    } catch (error) {
      throw signal.aborted ? stopped() : this.failed(error);
    }
  }

  /** A server keeps what it will. */
  async forget(): Promise<void> {}

  /** Ends what is under way; the next request connects anew. */
  async restart(): Promise<void> {
    this.closing.abort();
    this.closing = new AbortController();
    this.disconnect('stopped');
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.closing.abort();
    this.disconnect('stopped');
  }

  private async *answer(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    signal.throwIfAborted();
    // Closes the connection also where the reader has had enough.
    const cancel = new AbortController();
    const { closing } = this;
    const ended = AbortSignal.any([signal, cancel.signal, closing.signal]);
    const service = await raceAbort(this.connect(), signal);
    try {
      yield* service.stream(request, ended);
    } catch (error) {
      signal.throwIfAborted();
      if (closing.signal.aborted) throw stopped();
      throw this.failed(error);
    } finally {
      cancel.abort();
    }
  }

  private connect(): Promise<RemoteService> {
    this.service ??= this.open();
    return this.service;
  }

  private async open(): Promise<RemoteService> {
    if (this.disposed) throw stopped();
    const { signal } = this.closing;
    this.setState({ ...this.current, state: 'starting' });
    try {
      const { options } = this;
      const address = parseServerAddress(options.url, options.settings.url);
      const client = new HttpClient({ ...options, host: address.host });
      const service = await connectService(client, address, options, signal);
      const { model, contextLength, followsInstructions, continuesAnswers } = service;
      const served = { model, contextLength, followsInstructions, continuesAnswers };
      this.options.log(`connected to ${address.host}: ${model}, context of ${contextLength} tokens`);
      this.setState({ ...this.current, state: 'ready', ...served });
      return service;
    } catch (error) {
      throw signal.aborted ? stopped() : this.failed(error);
    }
  }

  /** A server that failed is asked anew what it is; one that only refused a request is not. */
  private failed(error: unknown): unknown {
    this.options.log(`${this.current.server}: ${messageOf(error)}`);
    if (!(error instanceof EngineError) || error.code === 'unavailable') this.disconnect('failed');
    else if (error.code === 'interrupted') this.disconnect('stopped');
    return error;
  }

  private disconnect(state: 'stopped' | 'failed'): void {
    this.service = undefined;
    this.setState({ ...this.current, state });
  }

  private setState(info: EngineInfo): void {
    this.current = info;
    this.options.onStateChange?.(info);
  }
}

/** What is known of a server that was not asked yet. */
export function remoteInfo(url: string): EngineInfo {
  return { state: 'stopped', ...UNKNOWN_MODEL, provider: 'remote', server: serverHost(url) };
}

function stopped(): EngineError {
  const next = l10n.t('try again');
  return new EngineError('unavailable', l10n.t('TeleChat'), l10n.t('it was stopped'), next);
}
