import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type EngineInfo, UNKNOWN_MODEL } from '../engine/engine.ts';

/** The status bar item: what the engine is doing; a click opens the log. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'telechat.status',
    vscode.StatusBarAlignment.Right,
  );

  constructor() {
    this.item.name = 'TeleChat';
    this.item.command = 'telechat.showLog';
    this.show({ state: 'stopped', ...UNKNOWN_MODEL });
    this.item.show();
  }

  show(info: EngineInfo): void {
    const icon = { stopped: 'edit', starting: 'loading~spin', ready: 'edit', failed: 'warning' }[info.state];
    this.item.text = `$(${icon}) TeleChat`;
    this.item.tooltip = this.tooltip(info);
  }

  dispose(): void {
    this.item.dispose();
  }

  private tooltip(info: EngineInfo): string {
    switch (info.state) {
      case 'stopped':
        return l10n.t('The model is not loaded; it loads on first use.');
      case 'starting':
        return l10n.t('The model is loading.');
      case 'ready':
        return l10n.t('{0} on {1}, context of {2} tokens', info.model, info.provider, info.contextLength);
      case 'failed':
        return l10n.t('The engine failed; see the log.');
    }
  }
}
