import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { type Chat, newChat, withTitle } from '../../writing/chat/chat.ts';
import { ChatSession } from '../../writing/chat/chatSession.ts';
import type { EngineProvider } from '../engineProvider.ts';
import type { ChatStore } from './chatStore.ts';

/** Workspace memory of the chat that was open last. */
const OPEN_CHAT = 'telechat.chat.open';

/** What sessions work with; `memory` is the workspace's, and has the id of the open chat. */
export interface ChatSessionsParts {
  readonly engines: EngineProvider;
  readonly chats: ChatStore;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Who shows the open chat. */
export interface OpenChatListener {
  /** Another chat was opened, or anything of it but the text and the thinking of its answer changed. */
  changed(): void;
  /** The answer under way has grown. */
  text(delta: string): void;
  /** The thinking before it has grown. */
  thinking(delta: string): void;
}

/** The open chat, and those whose answer goes on behind it. */
export class ChatSessions {
  private readonly held = new Map<string, ChatSession>();
  private opened: ChatSession;

  constructor(
    private readonly parts: ChatSessionsParts,
    private readonly listener: OpenChatListener,
  ) {
    this.opened = this.hold(newChat(randomUUID()));
  }

  /** The session of the open chat. */
  get current(): ChatSession {
    return this.opened;
  }

  /** Opens the chat that was open when the window was closed, unless one has begun already. */
  async openLast(): Promise<void> {
    await this.parts.chats.load();
    const last = this.parts.chats.get(this.parts.memory.get(OPEN_CHAT, ''));
    if (last && this.opened.chat.turns.length === 0) this.open(last);
  }

  /** Without a chat, a new one. */
  open(chat: Chat = newChat(randomUUID())): void {
    const left = this.opened;
    this.opened = this.held.get(chat.id) ?? this.hold(chat);
    if (left !== this.opened && !left.isRunning) this.held.delete(left.chat.id);
    this.rememberOpen();
    this.listener.changed();
  }

  /** Changes the title, also of a chat that is not open; an empty one changes nothing. */
  rename(chat: Chat, title: string): void {
    const session = this.held.get(chat.id);
    if (session) session.rename(title);
    else this.parts.chats.save(withTitle(chat, title));
  }

  /** Removes a chat; one that is open makes place for a new one. @returns the chat as it was */
  async remove({ id }: Chat): Promise<Chat | undefined> {
    const session = this.held.get(id);
    const saved = this.parts.chats.get(id);
    session?.stop();
    const removal = this.parts.chats.remove(id);
    if (session === this.opened) this.open();
    await removal;
    return session?.chat ?? saved;
  }

  /** Brings a removed chat back, and opens it. */
  restore(chat: Chat): void {
    this.parts.chats.restore(chat);
    this.open(chat);
  }

  /** Ends every answer under way, also those behind the open chat; what there is of them stays. */
  stopAll(): void {
    for (const session of this.held.values()) session.stop();
  }

  private rememberOpen(): void {
    const { id } = this.opened.chat;
    if (this.parts.memory.get(OPEN_CHAT) !== id) void this.parts.memory.update(OPEN_CHAT, id);
  }

  private hold(chat: Chat): ChatSession {
    const { engines, chats, log } = this.parts;
    const session: ChatSession = new ChatSession(chat, () => engines.get(), {
      changed: () => {
        if (session === this.opened) this.listener.changed();
        else if (!session.isRunning) this.held.delete(session.chat.id);
      },
      text: (delta) => {
        if (session === this.opened) this.listener.text(delta);
      },
      thinking: (delta) => {
        if (session === this.opened) this.listener.thinking(delta);
      },
      save: (kept) => {
        chats.save(kept);
        this.rememberOpen();
      },
      failed: (error) => log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    this.held.set(chat.id, session);
    return session;
  }
}
