import * as vscode from 'vscode';
import type { EngineInfo } from '../../engine/engine.ts';
import type { Chat } from '../../writing/chat/chat.ts';
import { answerTokensFor, countChatTokens } from '../../writing/chat/chatContext.ts';
import type { Material } from '../../writing/chat/material.ts';
import type { EngineProvider } from '../engineProvider.ts';
import type { Meter } from './pageMessages.ts';

/** Pause in typing after which tokens are counted. */
const PAUSE_MS = 300;

/** Counts what a chat takes of the model's context. No model is loaded for it: before the first question there is no count. */
export class ContextMeter implements vscode.Disposable {
  private loaded: EngineInfo | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscription: vscode.Disposable;
  private readonly ready = new vscode.EventEmitter<void>();
  /** The model was loaded, or is no longer. */
  readonly onDidChangeModel = this.ready.event;

  constructor(private readonly engines: EngineProvider) {
    this.subscription = engines.onStateChange((info) => {
      this.loaded = info.state === 'ready' ? info : undefined;
      this.ready.fire();
    });
  }

  /** The model that is loaded, if one is. */
  get model(): EngineInfo | undefined {
    return this.loaded;
  }

  /** Counts after a pause and passes the count on, unless another measurement was asked for meanwhile. */
  measure(
    chat: Chat,
    question: string,
    materials: readonly Material[],
    show: (meter: Meter | undefined) => void,
  ): void {
    clearTimeout(this.timer);
    const model = this.loaded;
    if (!model) {
      show(undefined);
      return;
    }
    const timer = setTimeout(async () => {
      const engine = this.engines.get();
      const { contextLength } = model;
      const tokens = await countChatTokens(engine, model, chat, question, materials).catch(() => undefined);
      if (tokens === undefined || timer !== this.timer) return;
      show({ tokens, contextLength, isFull: tokens > contextLength - answerTokensFor(contextLength) });
    }, PAUSE_MS);
    this.timer = timer;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.ready.dispose();
  }
}
