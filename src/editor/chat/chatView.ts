import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Chat, newChat, withTitle } from '../../writing/chat/chat.ts';
import { ChatSession } from '../../writing/chat/chatSession.ts';
import type { Material } from '../../writing/chat/material.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { showFailure } from '../failure.ts';
import { settings } from '../settings.ts';
import { useAnswer } from './answerUses.ts';
import { showChatList } from './chatList.ts';
import type { ChatStore } from './chatStore.ts';
import { ContextMeter } from './contextMeter.ts';
import { pickMaterials } from './materialPicker.ts';
import { pageHtml } from './pageHtml.ts';
import { FROM_PAGE, type FromPage, type PageState, type ToPage } from './pageMessages.ts';
import { pageStrings } from './pageStrings.ts';
import { suggestionsFor } from './suggestions.ts';

/** Workspace memory of the chat that was open last. */
const OPEN_CHAT = 'telechat.chat.open';

export interface ChatParts {
  readonly engines: EngineProvider;
  readonly chats: ChatStore;
  readonly memory: vscode.Memento;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The side panel. The page only shows what it is sent; the chat and its answer are held here, so that they go on while the
 * page is hidden, and the page is filled again when it comes back.
 */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  /** The view's id in package.json. */
  static readonly id = 'telechat.chat';

  private view: vscode.WebviewView | undefined;
  private session: ChatSession;
  /** The open chat, and those whose answer goes on behind it. */
  private readonly sessions = new Map<string, ChatSession>();
  private isPageReady = false;
  private wantsFocus = false;
  private materials: readonly Material[] = [];
  private draft = '';
  private readonly meter: ContextMeter;

  constructor(private readonly parts: ChatParts) {
    this.meter = new ContextMeter(parts.engines);
    this.meter.onDidChangeModel(() => this.showState());
    this.session = this.hold(newChat(randomUUID()));
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
      this.stopAll();
    });
    await this.parts.chats.load();
    const last = this.parts.chats.get(this.parts.memory.get(OPEN_CHAT, ''));
    if (last && this.session.chat.turns.length === 0) this.open(last);
    this.view = view;
    view.webview.html = pageHtml(view.webview, dist);
  }

  /** Opens an empty chat and puts the keyboard into it. */
  async startChat(): Promise<void> {
    this.open(newChat(randomUUID()));
    await this.focus();
  }

  async showList(): Promise<void> {
    await this.parts.chats.load();
    showChatList(this.parts.chats, {
      open: (chat) => {
        this.open(chat);
        void this.focus();
      },
      rename: (chat, title) => this.rename(chat, title),
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
    this.stopAll();
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

  private open(chat: Chat): void {
    const left = this.session;
    this.session = this.sessions.get(chat.id) ?? this.hold(chat);
    if (left !== this.session && !left.isRunning) this.sessions.delete(left.chat.id);
    void this.parts.memory.update(OPEN_CHAT, chat.id);
    this.showState();
  }

  private hold(chat: Chat): ChatSession {
    const session: ChatSession = new ChatSession(chat, () => this.parts.engines.get(), {
      changed: () => {
        if (session === this.session) this.showState();
        else if (!session.isRunning) this.sessions.delete(session.chat.id);
      },
      text: (delta) => {
        if (session === this.session) this.post({ type: 'text', delta });
      },
      save: (kept) => this.parts.chats.save(kept),
      failed: (error) =>
        this.parts.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    this.sessions.set(chat.id, session);
    return session;
  }

  private rename(chat: Chat, title: string): void {
    const session = this.sessions.get(chat.id);
    if (session) session.rename(title);
    else this.parts.chats.save(withTitle(chat, title));
  }

  private async remove({ id }: Chat): Promise<void> {
    const session = this.sessions.get(id);
    const saved = this.parts.chats.get(id);
    session?.stop();
    const removal = this.parts.chats.remove(id);
    if (session === this.session) this.open(newChat(randomUUID()));
    await removal;
    const chat = session?.chat ?? saved;
    if (!chat) return;
    const undo = l10n.t('Undo');
    const answer = await vscode.window.showInformationMessage(l10n.t('“{0}” was deleted.', chat.title), undo);
    if (answer !== undo) return;
    this.parts.chats.restore(chat);
    this.open(chat);
  }

  private async receive(message: unknown): Promise<void> {
    try {
      await this.handle(v.parse(FROM_PAGE, message));
    } catch (error) {
      await showFailure(error, this.parts.log);
    }
  }

  private async handle(message: FromPage): Promise<void> {
    const { session } = this;
    switch (message.type) {
      case 'ready':
        this.isPageReady = true;
        this.post({ type: 'strings', strings: pageStrings() });
        this.showState();
        return this.giveFocus();
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
      case 'attach': {
        const picked = await pickMaterials();
        return this.attach(picked);
      }
      case 'detach':
        this.materials = this.materials.filter((_, index) => index !== message.material);
        return this.showState();
      case 'draft':
        this.draft = message.text;
        return this.measure();
    }
  }

  private async ask(text: string): Promise<void> {
    const { materials } = this;
    if (this.session.isRunning || text.trim() === '') return;
    this.materials = [];
    this.draft = '';
    void this.parts.memory.update(OPEN_CHAT, this.session.chat.id);
    await this.session.ask(text, materials);
  }

  private showState(): void {
    this.post({ type: 'state', state: this.state() });
    this.measure();
  }

  private state(): PageState {
    const { chat, activity, canRestore } = this.session;
    return {
      chat: chat.id,
      title: chat.title,
      turns: chat.turns.map((turn) => ({ ...turn, materials: turn.materials.map(({ name }) => name) })),
      forgotten: chat.forgotten,
      activity,
      canRestore,
      ...suggestionsFor(this.meter.model?.followsInstructions ?? settings.model() !== ''),
      materials: this.materials.map(({ name }) => name),
    };
  }

  private measure(): void {
    if (!this.view || this.session.isRunning) return;
    this.meter.measure(this.session.chat, this.draft, this.materials, (meter) =>
      this.post({ type: 'meter', meter }),
    );
  }

  private stopAll(): void {
    for (const session of this.sessions.values()) session.stop();
  }

  private post(message: ToPage): void {
    void this.view?.webview.postMessage(message);
  }
}
