import type * as vscode from 'vscode';
import type { EngineProvider } from '../engineProvider.ts';

/** So much must have been typed before the model is loaded for it: opening a file to read costs nothing. */
const TYPED_CHARACTERS = 5;

/** Decides whether typing is reason enough to ask the engine, which starts it where it does not run yet. */
export class EngineGate implements vscode.Disposable {
  private state = 'stopped';
  private readonly subscription: vscode.Disposable;

  constructor(engines: EngineProvider) {
    this.subscription = engines.onStateChange((info) => {
      this.state = info.state;
    });
  }

  /**
   * Why the engine is not asked; undefined where it is. One that failed is left to those who ask for it themselves.
   * @param typed characters that the person has typed
   */
  closedFor(typed: number): 'fewTyped' | 'engineFailed' | undefined {
    if (this.state === 'failed') return 'engineFailed';
    return this.state === 'stopped' && typed < TYPED_CHARACTERS ? 'fewTyped' : undefined;
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
