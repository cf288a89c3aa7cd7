import type * as vscode from 'vscode';
import { messageOf } from '../../errors.ts';
import type { EngineProvider } from '../engineProvider.ts';

/** So much must have been typed before the model is loaded for it: opening a file to read costs nothing. */
const TYPED_CHARACTERS = 5;

/** Starts the engine in the background once a person types; what they type until it is ready gets no completion. */
export class BackgroundStart implements vscode.Disposable {
  private state = 'stopped';
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly engines: EngineProvider,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = engines.onStateChange((info) => {
      this.state = info.state;
    });
  }

  /**
   * Whether the engine can answer now; if not, it is started unless it failed before.
   * @param typed characters that the person has typed
   */
  isReady(typed: number): boolean {
    if (this.state === 'stopped' && typed >= TYPED_CHARACTERS) {
      this.engines
        .get()
        .info()
        .catch((error: unknown) => this.log.warn(`no completions: ${messageOf(error)}`));
    }
    return this.state === 'ready';
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
