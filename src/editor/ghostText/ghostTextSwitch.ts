import * as vscode from 'vscode';
import { settings } from '../settings.ts';

const PAUSED = 'telechat.completion.paused';
const MINUTE_MS = 60_000;

/** Whether ghost text comes by itself as a person types: by the settings of each language, unless paused or snoozed. */
export class GhostTextSwitch implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;
  private timer: NodeJS.Timeout | undefined;

  /** @param memory where a pause is remembered */
  constructor(private readonly memory: vscode.Memento) {}

  /** `paused` until resumed, `snoozed` for some minutes. */
  get state(): 'on' | 'paused' | 'snoozed' {
    if (this.memory.get(PAUSED, false)) return 'paused';
    return this.timer ? 'snoozed' : 'on';
  }

  /** Why it does not come in a document: `off` by the settings of its language; undefined where it comes. */
  offFor(document: vscode.TextDocument): 'off' | 'paused' | 'snoozed' | undefined {
    if (this.state !== 'on') return this.state;
    return settings.completionEnabled(document.languageId) ? undefined : 'off';
  }

  /** Off until resumed, over restarts too. */
  async pause(): Promise<void> {
    await this.set(true);
  }

  /** Ends a pause or a snooze. */
  async resume(): Promise<void> {
    await this.set(false);
  }

  /** Off for so long, or until the window closes; ends a pause. */
  async snooze(minutes: number): Promise<void> {
    await this.set(false);
    this.timer = setTimeout(() => void this.resume(), minutes * MINUTE_MS);
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  private async set(paused: boolean): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.memory.update(PAUSED, paused);
    this.changed.fire();
  }
}
