import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { messageOf } from '../../shared/errors.ts';
import type { Chat } from '../../writing/chat/chat.ts';
import { parseChat, printChat } from '../../writing/chat/chatFile.ts';
import { RecordFolder } from '../storage/recordFolder.ts';
import { SaveFailure } from '../storage/saveFailure.ts';

/** The chats of this workspace: a JSON file each, replaced as a whole. */
export class ChatStore {
  private readonly records: RecordFolder;
  private readonly chats = new Map<string, Chat>();
  private readonly removed = new Set<string>();
  private readonly failure: SaveFailure;
  private loading: Promise<void> | undefined;
  private writing: Promise<void> = Promise.resolve();

  /**
   * @param storage the extension's own folder; it need not exist yet
   * @param unreadable is told once of each file that is no chat; the file is left alone
   */
  constructor(
    storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly unreadable: (error: unknown) => void,
  ) {
    this.records = new RecordFolder(path.join(storage.fsPath, 'chats'));
    const nextStep = l10n.t('free some space before the window is closed: until then it is kept there');
    this.failure = new SaveFailure(l10n.t('the conversation'), nextStep, log);
  }

  get all(): readonly Chat[] {
    return [...this.chats.values()];
  }

  /** @returns undefined for a chat that was removed, or before `load` has read it */
  get(id: string): Chat | undefined {
    return this.chats.get(id);
  }

  /** Reads what earlier sessions left; the first call does, the others wait for it. */
  load(): Promise<void> {
    this.loading ??= this.readAll();
    return this.loading;
  }

  /** Keeps a chat, unless it was removed; of several writes that wait only the last is done. */
  save(chat: Chat): void {
    if (this.removed.has(chat.id)) return;
    this.chats.set(chat.id, chat);
    this.writing = this.writing.then(() => this.write(chat));
  }

  /** Deletes a chat and its file. What is still to be written of it is not; `restore` takes the removal back. */
  async remove(id: string): Promise<void> {
    this.removed.add(id);
    this.chats.delete(id);
    this.writing = this.writing.then(async () => {
      if (this.removed.has(id)) await this.records.remove(id);
    });
    await this.writing;
  }

  /** Takes back a removal. */
  restore(chat: Chat): void {
    this.removed.delete(chat.id);
    this.save(chat);
  }

  private async readAll(): Promise<void> {
    const names = await this.records.names();
    await Promise.all(names.map((name) => this.read(name)));
  }

  private async read(name: string): Promise<void> {
    try {
      const chat = parseChat(await this.records.read(name), name);
      if (!this.chats.has(chat.id)) this.chats.set(chat.id, chat);
    } catch (error) {
      this.log.warn(`chat ${name}: ${messageOf(error)}`);
      this.unreadable(error);
    }
  }

  private async write(chat: Chat): Promise<void> {
    if (this.chats.get(chat.id) !== chat) return;
    try {
      await this.records.write(chat.id, (id) => printChat({ ...chat, id }));
      this.failure.end();
    } catch (error) {
      this.failure.tell(error);
    }
  }
}
