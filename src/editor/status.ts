import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type EngineInfo, UNKNOWN_MODEL } from '../engine/engine.ts';

/** Whether ghost text comes by itself. */
export type CompletionState = 'on' | 'paused' | 'snoozed';

/** The status bar item: what the engine and the completions are doing; a click opens a menu. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'telechat.status',
    vscode.StatusBarAlignment.Right,
  );
  private current: EngineInfo = { state: 'stopped', ...UNKNOWN_MODEL };
  private completions: CompletionState = 'on';

  constructor() {
    this.item.name = 'TeleChat';
    this.item.command = 'telechat.statusMenu';
    this.update();
    this.item.show();
  }

  show(info: EngineInfo): void {
    this.current = info;
    this.update();
  }

  showCompletions(state: CompletionState): void {
    this.completions = state;
    this.update();
  }

  /** What the engine is doing, in words. */
  describe(): string {
    const { state, model, provider, contextLength } = this.current;
    switch (state) {
      case 'stopped':
        return l10n.t('The model is not loaded; it loads on first use.');
      case 'starting':
        return l10n.t('The model is loading.');
      case 'ready':
        return l10n.t('{0} on {1}, context of {2} tokens', model, provider, contextLength);
      case 'failed':
        return l10n.t('The engine failed; see the log.');
    }
  }

  dispose(): void {
    this.item.dispose();
  }

  private update(): void {
    const resting = this.completions === 'on' ? 'edit' : 'bell-slash';
    const icon = { stopped: resting, starting: 'loading~spin', ready: resting, failed: 'warning' };
    this.item.text = `$(${icon[this.current.state]}) TeleChat`;
    const completions = {
      on: '',
      paused: l10n.t('Completions are paused.'),
      snoozed: l10n.t('Completions are snoozed.'),
    };
    this.item.tooltip = [this.describe(), completions[this.completions]].filter(Boolean).join('\n');
  }
}
