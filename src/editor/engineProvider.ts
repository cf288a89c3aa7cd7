import * as vscode from 'vscode';
import { draftSlot, type Engine, type EngineInfo, UNKNOWN_MODEL } from '../engine/engine.ts';
import { RemoteEngine, remoteInfo } from '../engine/remote/remoteEngine.ts';
import { SidecarEngine } from '../engine/sidecar/sidecarEngine.ts';
import { messageOf } from '../shared/errors.ts';
import type { RemoteKey } from './remoteKey.ts';
import { changesEngine, settings } from './settings.ts';

const MINUTE_MS = 60_000;

/** An engine that can be stopped; its next request starts it again. */
type WindowEngine = Engine & { restart(): Promise<void> };

/** The window's one engine: made on first use from the settings, made anew when they change. */
export class EngineProvider implements vscode.Disposable {
  private engine: WindowEngine | undefined;
  private readonly stateChanged = new vscode.EventEmitter<EngineInfo>();
  readonly onStateChange = this.stateChanged.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    /** The extension's own folder, of all its windows. */
    private readonly storage: vscode.Uri,
    private readonly key: RemoteKey,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) void this.drop();
      }),
      key.onChange(() => {
        if (this.engine instanceof RemoteEngine) void this.drop();
      }),
    );
  }

  /** Nothing starts before the engine's first request. */
  get(): WindowEngine {
    this.engine ??= settings.engine() === 'remote' ? this.remote() : this.sidecar();
    return this.engine;
  }

  /** What is known before the first request. */
  get idle(): EngineInfo {
    if (settings.engine() === 'remote') return remoteInfo(settings.remoteUrl());
    return { state: 'stopped', ...UNKNOWN_MODEL };
  }

  /** Frees what is kept for a draft that is no more. */
  forgetDraft(id: string): void {
    this.get()
      .forget(draftSlot(id))
      .catch((error: unknown) => this.log.warn(`draft ${id}: ${messageOf(error)}`));
  }

  /** Ends the sidecar, or the connection to a server: the next request begins anew. */
  async restart(): Promise<void> {
    await this.engine?.restart();
  }

  dispose(): void {
    this.subscription.dispose();
    this.stateChanged.dispose();
    void this.engine?.dispose();
  }

  private sidecar(): SidecarEngine {
    const idleUnload = settings.idleUnload();
    const mostBytes = settings.savedCaches() * 1e9;
    const folder = vscode.Uri.joinPath(this.storage, 'kv-caches').fsPath;
    const engine: SidecarEngine = new SidecarEngine({
      sidecarPath: this.bundled('dist', 'sidecar.js'),
      modelFolder: settings.model() || this.bundled('media', 'demo-model'),
      provider: settings.provider(),
      savedCaches: { folder, mostBytes },
      thinkingBudget: settings.thinkingBudget,
      ...(idleUnload ? { idleUnload: idleUnload * MINUTE_MS } : {}),
      ...(settings.sidecarNode() ? { nodePath: settings.sidecarNode() } : {}),
      log: (line) => this.log.info(line),
      onStateChange: (info) => this.hear(engine, info),
    });
    return engine;
  }

  private remote(): RemoteEngine {
    const url = settings.remoteUrl();
    const engine: RemoteEngine = new RemoteEngine({
      url,
      model: settings.remoteModel() || undefined,
      contextLength: settings.remoteContextLength(),
      thinkingBudget: settings.thinkingBudget,
      key: () => this.key.get(url),
      settings: {
        url: 'telechat.remote.url',
        key: 'TeleChat: Set Remote Key…',
        model: 'telechat.remote.model',
      },
      log: (line) => this.log.info(line),
      onStateChange: (info) => this.hear(engine, info),
    });
    return engine;
  }

  /** One that was dropped may still have something to say while it ends. */
  private hear(engine: WindowEngine, info: EngineInfo): void {
    if (engine === this.engine) this.stateChanged.fire(info);
  }

  private async drop(): Promise<void> {
    const { engine } = this;
    this.engine = undefined;
    this.stateChanged.fire(this.idle);
    await engine?.dispose();
  }

  private bundled(...path: string[]): string {
    return vscode.Uri.joinPath(this.extensionUri, ...path).fsPath;
  }
}
