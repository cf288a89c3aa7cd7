import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Chat } from '../../writing/chat/chat.ts';
import type { Material } from '../../writing/chat/material.ts';
import { showFailure } from '../failure.ts';
import { settings } from '../settings.ts';
import { useAnswer } from './answerUses.ts';
import { showChatList } from './chatList.ts';
import { ChatSessions, type ChatSessionsParts } from './chatSessions.ts';
import { ContextMeter } from './contextMeter.ts';
import { pickMaterials } from './materialPicker.ts';
import { pageHtml } from './pageHtml.ts';
import { FROM_PAGE, type FromPage, type PageState, type ToPage } from './pageMessages.ts';
import { pageStrings } from './pageStrings.ts';
import { suggestionsFor } from './suggestions.ts';

/** What the view needs beside the sessions: where the extension lies, for the page's bundle in `dist`. */
export interface ChatParts extends ChatSessionsParts {
  readonly extensionUri: vscode.Uri;
}

/**
 * The side panel. The page only shows what it is sent; the chat and its answer are held here, so that they go on while the
 * page is hidden, and the page is filled again when it comes back.
 */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  /** The view's id in package.json. */
  static readonly id = 'telechat.chat';

  private readonly sessions: ChatSessions;
  private readonly meter: ContextMeter;
  private view: vscode.WebviewView | undefined;
  private isPageReady = false;
  private wantsFocus = false;
  private materials: readonly Material[] = [];
  private draft = '';

  constructor(private readonly parts: ChatParts) {
    this.sessions = new ChatSessions(parts, {
      changed: () => this.showState(),
      text: (delta) => this.post({ type: 'text', delta }),
      thinking: (delta) => this.post({ type: 'thinking', delta }),
    });
    this.meter = new ContextMeter(parts.engines);
    this.meter.onDidChangeModel(() => this.showState());
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const dist = vscode.Uri.joinPath(this.parts.extensionUri, 'dist');
    view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    view.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    view.onDidChangeVisibility(() => {
      // A hidden page is gone; the next one says when it is ready.
      if (!view.visible) this.isPageReady = false;
    });
    view.onDidDispose(() => {
      if (this.view === view) this.view = undefined;
      this.isPageReady = false;
      this.sessions.stopAll();
    });
    await this.sessions.openLast();
    this.view = view;
    view.webview.html = pageHtml(view.webview, dist);
  }

  /** Opens an empty chat and puts the keyboard into it. */
  async startChat(): Promise<void> {
    this.sessions.open();
    await this.focus();
  }

  /** Lists the kept chats to open, rename or remove one. */
  async showList(): Promise<void> {
    await this.parts.chats.load();
    showChatList(this.parts.chats, {
      open: (chat) => {
        this.sessions.open(chat);
        void this.focus();
      },
      rename: (chat, title) => this.sessions.rename(chat, title),
      remove: (chat) => void this.remove(chat),
    });
  }

  /** Adds material to the next question. */
  async attach(materials: readonly Material[]): Promise<void> {
    this.materials = [...this.materials, ...materials];
    this.showState();
    await this.focus();
  }

  dispose(): void {
    this.sessions.stopAll();
    this.meter.dispose();
  }

  private async focus(): Promise<void> {
    this.wantsFocus = true;
    await vscode.commands.executeCommand(`${ChatView.id}.focus`);
    this.giveFocus();
  }

  /** A page that is not there yet takes the keyboard as soon as it is. */
  private giveFocus(): void {
    if (!this.wantsFocus || !this.isPageReady) return;
    this.wantsFocus = false;
    this.post({ type: 'focus' });
  }

  private async remove(chat: Chat): Promise<void> {
    const removed = await this.sessions.remove(chat);
    if (!removed) return;
    const undo = l10n.t('Undo');
    const message = l10n.t('“{0}” was deleted.', removed.title);
    if ((await vscode.window.showInformationMessage(message, undo)) === undo) this.sessions.restore(removed);
  }

  private async receive(message: unknown): Promise<void> {
    try {
      await this.handle(v.parse(FROM_PAGE, message));
    } catch (error) {
      await showFailure(error, this.parts.log);
    }
  }

  private async handle(message: FromPage): Promise<void> {
    const session = this.sessions.current;
    switch (message.type) {
      case 'ready':
        return this.fillPage();
      case 'ask':
        return this.ask(message.text);
      case 'edit': {
        const materials = session.chat.turns[message.turn]?.materials ?? [];
        const kept = materials.filter((_, index) => message.materials.includes(index));
        return session.edit(message.turn, message.text, kept);
      }
      case 'regenerate':
        return session.regenerate(message.turn);
      case 'stop':
        return session.stop();
      case 'restore':
        return session.restore();
      case 'use':
        return useAnswer(message.as, session.chat.turns[message.turn]?.answer.trim() ?? '');
      case 'attach':
        return this.attach(await pickMaterials(this.parts.extensionUri));
      case 'detach':
        this.materials = this.materials.filter((_, index) => index !== message.material);
        return this.showState();
      case 'draft':
        this.draft = message.text;
        return this.measure();
    }
  }

  private fillPage(): void {
    this.isPageReady = true;
    this.post({ type: 'strings', strings: pageStrings() });
    this.showState();
    this.giveFocus();
  }

  private async ask(text: string): Promise<void> {
    const { materials } = this;
    const session = this.sessions.current;
    if (session.isRunning || text.trim() === '') return;
    this.materials = [];
    this.draft = '';
    await session.ask(text, materials);
  }

  private showState(): void {
    this.post({ type: 'state', state: this.state() });
    this.measure();
  }

  private state(): PageState {
    const { chat, activity, canRestore } = this.sessions.current;
    return {
      chat: chat.id,
      title: chat.title,
      turns: chat.turns.map((turn) => ({ ...turn, materials: turn.materials.map(({ name }) => name) })),
      forgotten: chat.forgotten,
      activity,
      canRestore,
      ...suggestionsFor(this.meter.model?.followsInstructions ?? !settings.isDemoModel()),
      materials: this.materials.map(({ name }) => name),
    };
  }

  private measure(): void {
    const { chat, isRunning } = this.sessions.current;
    if (!this.view || isRunning) return;
    this.meter.measure(chat, this.draft, this.materials, (meter) => this.post({ type: 'meter', meter }));
  }

  private post(message: ToPage): void {
    void this.view?.webview.postMessage(message);
  }
}
