import { rm } from 'node:fs/promises';
import path from 'node:path';
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
import {
  countTokensRequest,
  forgetRequest,
  fromResponseError,
  generateRequest,
  generationProgress,
  type InitializeParams,
  initializeRequest,
  type ProviderChoice,
  tokenOf,
} from '../protocol.ts';
import { ThinkingRoom } from '../thinkingRoom.ts';
import { EventQueue } from './eventQueue.ts';
import { outlasts } from './outlasts.ts';
import { RestartPolicy } from './restartPolicy.ts';
import { savedCacheFiles } from './savedCacheFiles.ts';
import { SidecarProcess, type SidecarProcessOptions } from './sidecarProcess.ts';

/** Far more than a step of the largest model takes, and a step is where a cancellation is heard. */
const CANCEL_SECONDS = 30;

type SavedCachesParams = NonNullable<InitializeParams['savedCaches']>;

/** Which model to load, how to compute it, and when to give it up. */
export interface SidecarEngineOptions extends SidecarProcessOptions {
  readonly modelFolder: string;
  /** Default: the fastest that works. */
  readonly provider?: ProviderChoice;
  readonly threads?: number;
  /** false computes every token in a pass of its own, for comparison: the text is the same. Default: true. */
  readonly speculation?: boolean;
  /** Where and how the KV caches of drafts outlive the sidecar; absent, they do not. */
  readonly savedCaches?: SavedCachesParams;
  /** Most tokens of thinking, asked for with every request; 0 for none. Default: 4096. */
  readonly thinkingBudget?: () => number;
  /** The sidecar, and its memory, is given up so many milliseconds after its last request; absent, it stays. */
  readonly idleUnload?: number;
  /** Seconds after which a sidecar that does not answer a cancellation is ended. Default: 30. */
  readonly cancelSeconds?: number;
  readonly onStateChange?: (info: EngineInfo) => void;
}

interface Running {
  readonly process: SidecarProcess;
  readonly info: EngineInfo;
}

/** The model in a process of ours: started on first use, started again after a crash. */
export class SidecarEngine implements Engine {
  private readonly restarts = new RestartPolicy();
  private running: Promise<Running> | undefined;
  /** The one that runs, or is about to. */
  private process: SidecarProcess | undefined;
  private current: EngineInfo;
  private disposed = false;
  private nextToken = 1;
  /** Requests that wait for an answer. */
  private waiting = 0;
  private idle: NodeJS.Timeout | undefined;
  private readonly thinkingRoom: ThinkingRoom;

  constructor(private readonly options: SidecarEngineOptions) {
    this.thinkingRoom = new ThinkingRoom(this, options.thinkingBudget);
    this.current = { state: 'stopped', ...UNKNOWN_MODEL };
  }

  async info(): Promise<EngineInfo> {
    return this.disposed ? this.current : (await this.start()).info;
  }

  /** Process id of the sidecar, where one runs. */
  async pid(): Promise<number | undefined> {
    return (await this.running)?.process.pid;
  }

  stream(request: GenerationRequest, signal: AbortSignal): AsyncIterable<GenerationEvent> {
    return this.thinkingRoom.stream(request, signal, (asked) => this.answer(asked, signal));
  }

  async countTokens(conversation: Conversation): Promise<number> {
    const { process } = await this.start();
    return this.request(process, (connection) =>
      connection.sendRequest(countTokensRequest, { conversation: [...conversation] }),
    );
  }

  async forget(slot: string): Promise<void> {
    const { savedCaches } = this.options;
    const started = await this.running?.catch(() => undefined);
    if (started) {
      await this.request(started.process, (connection) => connection.sendRequest(forgetRequest, { slot }));
    } else if (savedCaches) {
      const files = savedCacheFiles(savedCaches.folder, slot);
      await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
    }
  }

  /** Ends the sidecar; the next request starts another, whatever crashed before. */
  async restart(): Promise<void> {
    this.restarts.reset();
    await this.stop();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.stop();
  }

  private async *answer(request: GenerationRequest, signal: AbortSignal): AsyncIterable<GenerationEvent> {
    signal.throwIfAborted();
    const { process } = await raceAbort(this.start(), signal);
    const token = this.nextToken++;
    const events = new EventQueue<GenerationEvent>();
    // Ends the computing also where the reader has had enough.
    const cancel = new AbortController();
    const abort = () => {
      events.fail(signal.reason);
      cancel.abort();
    };
    const progress = process.connection.onProgress(generationProgress, token, (event) => events.push(event));
    signal.addEventListener('abort', abort, { once: true });
    const answered = this.request(process, (connection) =>
      connection.sendRequest(generateRequest, { token, request }, tokenOf(cancel.signal)),
    );
    answered.then(
      () => events.end(),
      (error: unknown) => events.fail(error),
    );
    try {
      yield* events;
    } finally {
      signal.removeEventListener('abort', abort);
      cancel.abort();
      progress.dispose();
      void this.endIfStuck(process, answered);
    }
  }

  /** What is caught in something hears no cancellation, and would never answer anybody: the next request starts another. */
  private async endIfStuck(process: SidecarProcess, answered: Promise<unknown>): Promise<void> {
    const { cancelSeconds = CANCEL_SECONDS, log } = this.options;
    if (!(await outlasts(answered, cancelSeconds)) || process.isStopped) return;
    log(`sidecar has not answered a cancellation for ${cancelSeconds} s, and is ended`);
    process.kill();
  }

  private async stop(): Promise<void> {
    const { process } = this;
    clearTimeout(this.idle);
    this.running = undefined;
    this.process = undefined;
    this.setState({ ...this.current, state: 'stopped' });
    // Its start is not waited for: a large model takes a minute to load, and a window that closes has seconds.
    await process?.stop();
  }

  private start(): Promise<Running> {
    if (this.running) return this.running;
    const running = this.launch();
    this.running = running;
    // A start that failed is not kept: the next request tries again, unless it crashes time after time.
    running.catch(() => {
      if (this.running === running) this.running = undefined;
    });
    return running;
  }

  private async launch(): Promise<Running> {
    if (this.disposed) throw unavailable(l10n.t('it was stopped'), this.afterStop());
    if (!this.restarts.mayStart(performance.now())) {
      throw this.failed(
        unavailable(
          l10n.t('it crashed five times in three minutes'),
          l10n.t('see the log, then restart TeleChat'),
        ),
      );
    }
    this.setState({ ...this.current, state: 'starting' });
    const process = new SidecarProcess(this.options);
    this.process = process;
    this.options.log(`sidecar started, pid ${process.pid}`);
    void process.exited.then((how) => this.exited(process, how));
    const { modelFolder, provider, threads, speculation, savedCaches } = this.options;
    try {
      const info = await this.request(process, (connection) =>
        connection.sendRequest(initializeRequest, {
          modelFolder: path.resolve(modelFolder),
          ...(provider ? { provider } : {}),
          ...(threads ? { threads } : {}),
          ...(speculation === undefined ? {} : { speculation }),
          ...(savedCaches ? { savedCaches } : {}),
        }),
      );
      this.setState(info);
      return { process, info };
    } catch (error) {
      // Whoever stopped it has said so.
      if (process.isStopped) throw error;
      await process.stop();
      throw this.failed(error);
    }
  }

  /** Sends a request that fails when the process ends before it is answered: as `interrupted` where nobody stopped it. */
  private async request<T>(
    process: SidecarProcess,
    send: (connection: SidecarProcess['connection']) => Promise<T>,
  ): Promise<T> {
    this.waiting++;
    clearTimeout(this.idle);
    try {
      // Not the promise of its end, which would keep something of every request for as long as the process lives.
      return await raceAbort(send(process.connection), process.gone);
    } catch (error) {
      if (process.isStopped) throw unavailable(l10n.t('it was stopped'), this.afterStop());
      if (process.gone.aborted && error === process.gone.reason) throw interrupted(process.gone.reason);
      throw fromResponseError(error);
    } finally {
      this.waiting--;
      this.unloadWhenIdle();
    }
  }

  private unloadWhenIdle(): void {
    const { idleUnload } = this.options;
    clearTimeout(this.idle);
    if (idleUnload === undefined || this.waiting > 0 || !this.running) return;
    this.idle = setTimeout(() => {
      this.options.log(`sidecar unloaded: nothing was asked of it for ${idleUnload / 1000} s`);
      void this.stop();
    }, idleUnload);
    this.idle.unref();
  }

  private exited(process: SidecarProcess, how: string): void {
    this.options.log(`sidecar ended: ${how}`);
    const { running } = this;
    void running?.then(
      (started) => {
        if (started.process !== process || this.running !== running) return;
        process.connection.dispose();
        this.restarts.crashed(performance.now());
        this.running = undefined;
        this.setState({ ...this.current, state: 'stopped' });
      },
      () => undefined,
    );
  }

  private afterStop(): string {
    return this.disposed ? l10n.t('reload the window') : l10n.t('try again: it starts anew by itself');
  }

  private failed(error: unknown): unknown {
    if (error instanceof EngineError && error.code === 'interrupted') {
      this.restarts.crashed(performance.now());
    }
    this.options.log(`sidecar failed: ${messageOf(error)}`);
    this.setState({ ...this.current, state: 'failed' });
    return error;
  }

  private setState(info: EngineInfo): void {
    this.current = info;
    this.options.onStateChange?.(info);
  }
}

function unavailable(why: string, nextStep: string): EngineError {
  return new EngineError('unavailable', l10n.t('TeleChat'), why, nextStep);
}

function interrupted(how: string): EngineError {
  return new EngineError(
    'interrupted',
    l10n.t('TeleChat'),
    l10n.t('its engine ended unexpectedly ({0})', how),
    l10n.t('try again: it starts anew by itself'),
  );
}
