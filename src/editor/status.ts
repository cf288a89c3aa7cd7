import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EngineInfo } from '../engine/engine.ts';

/** Whether ghost text comes by itself. */
export type GhostTextState = 'on' | 'paused' | 'snoozed';

/** The status bar item: what the engine and ghost text are doing; a click opens a menu. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'telechat.status',
    vscode.StatusBarAlignment.Right,
  );
  private ghostText: GhostTextState = 'on';

  /** @param current what is known before the engine's first request */
  constructor(private current: EngineInfo) {
    this.item.name = 'TeleChat';
    this.item.command = 'telechat.statusMenu';
    this.update();
    this.item.show();
  }

  /** Changes icon, text and tooltip to what the engine is doing now. */
  show(info: EngineInfo): void {
    this.current = info;
    this.update();
  }

  /** Whether ghost text comes, which the icon tells. */
  showGhostText(state: GhostTextState): void {
    this.ghostText = state;
    this.update();
  }

  /** What the engine is doing, in words. */
  describe(): string {
    const { state, model, provider, contextLength, server } = this.current;
    const isRemote = server !== undefined;
    switch (state) {
      case 'stopped':
        return isRemote
          ? l10n.t('The server {0} was not asked yet.', server)
          : l10n.t('The model is not loaded; it loads on first use.');
      case 'starting':
        return isRemote ? l10n.t('Connecting to {0}.', server) : l10n.t('The model is loading.');
      case 'ready':
        return l10n.t('{0} on {1}, context of {2} tokens', model, server ?? provider, contextLength);
      case 'failed':
        return isRemote
          ? l10n.t('The server {0} failed; see the log.', server)
          : l10n.t('The engine failed; see the log.');
    }
  }

  dispose(): void {
    this.item.dispose();
  }

  private update(): void {
    const { state, server } = this.current;
    const resting = this.ghostText === 'on' ? (server === undefined ? 'edit' : 'cloud') : 'bell-slash';
    const icon = { stopped: resting, starting: 'loading~spin', ready: resting, failed: 'warning' };
    this.item.text = `$(${icon[state]}) TeleChat${server ? `: ${server}` : ''}`;
    const ghostText = {
      on: '',
      paused: l10n.t('Ghost text is paused.'),
      snoozed: l10n.t('Ghost text is snoozed.'),
    };
    const sent = server === undefined ? '' : l10n.t('What you write is sent to this server.');
    this.item.tooltip = [this.describe(), sent, ghostText[this.ghostText]].filter(Boolean).join('\n');
  }
}
