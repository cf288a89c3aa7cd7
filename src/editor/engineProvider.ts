import * as vscode from 'vscode';
import type { EngineInfo } from '../engine/engine.ts';
import { SidecarEngine } from '../engine/sidecarEngine.ts';
import { changesEngine, settings } from './settings.ts';

/** The window's one engine: made on first use from the settings, made anew when they change. */
export class EngineProvider implements vscode.Disposable {
  private engine: SidecarEngine | undefined;
  private readonly stateChanged = new vscode.EventEmitter<EngineInfo>();
  readonly onStateChange = this.stateChanged.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (changesEngine(event)) void this.drop();
    });
  }

  /** Nothing starts before the engine's first request. */
  get(): SidecarEngine {
    this.engine ??= new SidecarEngine({
      sidecarPath: this.bundled('dist', 'sidecar.js'),
      modelFolder: settings.model() || this.bundled('media', 'demo-model'),
      provider: settings.provider(),
      ...(settings.sidecarNode() ? { nodePath: settings.sidecarNode() } : {}),
      log: (line) => this.log.info(line),
      onStateChange: (info) => this.stateChanged.fire(info),
    });
    return this.engine;
  }

  async restart(): Promise<void> {
    await this.engine?.restart();
  }

  dispose(): void {
    this.subscription.dispose();
    this.stateChanged.dispose();
    void this.engine?.dispose();
  }

  private async drop(): Promise<void> {
    const { engine } = this;
    this.engine = undefined;
    await engine?.dispose();
  }

  private bundled(...path: string[]): string {
    return vscode.Uri.joinPath(this.extensionUri, ...path).fsPath;
  }
}
