import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../../shared/errors.ts';
import { type Draft, isLeft, parseDraft } from '../../writing/draft/draft.ts';
import { showFailure } from '../failure.ts';
import { RecordFolder } from '../storage/recordFolder.ts';
import { SaveFailure } from '../storage/saveFailure.ts';

/** Drafts that are kept; the oldest goes first. */
const MOST_DRAFTS = 30;

const LOOK_AGAIN_MS = 2000;

/** The drafts of this workspace: a JSON file each, replaced as a whole. */
export class DraftStore implements vscode.Disposable {
  private readonly records: RecordFolder;
  private readonly drafts = new Map<string, Draft>();
  private writing: Promise<void> = Promise.resolve();
  private disposed = false;
  private readonly failure: SaveFailure;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly removed = new vscode.EventEmitter<string>();
  /** Tells the ids of drafts that are no more. */
  readonly onDidRemove = this.removed.event;

  /** @param storage the extension's own folder; it need not exist yet */
  constructor(
    storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.records = new RecordFolder(path.join(storage.fsPath, 'drafts'));
    const nextStep = l10n.t('save its document where there is room: it is whole in the editor');
    this.failure = new SaveFailure(l10n.t('the copy of the draft'), nextStep, log);
  }

  /** The latest first. */
  get all(): readonly Draft[] {
    return [...this.drafts.values()].sort((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  /** Reads what earlier sessions left; a file that cannot be read is left alone, and the person is told of it. */
  async load(): Promise<void> {
    for (const name of await this.records.names()) {
      const draft = await this.read(name, (error) => void showFailure(error, this.log));
      if (draft && !this.drafts.has(draft.id)) this.drafts.set(draft.id, draft);
    }
    this.changed.fire();
  }

  /**
   * A draft whose writing ended with its program. Where a process that may still be at it is alive (another window, or the
   * remains of the last one), waits until that has ended, or has saved nothing for a while.
   */
  async interrupted(): Promise<Draft | undefined> {
    while (!this.disposed) {
      const others = this.all.filter(({ state, writer }) => state === 'writing' && writer !== process.pid);
      const left = others.find(isLeft);
      // It may have gone on, or come to its end, since it was looked at.
      const latest = left && (await this.latest(left.id));
      if (latest?.state === 'writing' && isLeft(latest)) return latest;
      if (left) continue;
      if (others.length === 0) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      for (const { id } of others) await this.look(id);
    }
    return undefined;
  }

  /** A draft as it is on the disk, where another window may have gone on with it; undefined where it is no more. */
  async latest(id: string): Promise<Draft | undefined> {
    await this.look(id);
    return this.drafts.get(id);
  }

  /** Keeps a draft; the write comes after those before it, and of several that wait only the last is done. */
  save(draft: Draft): void {
    if (this.disposed) return;
    const isNew = this.drafts.get(draft.id)?.state !== draft.state;
    this.drafts.set(draft.id, draft);
    this.writing = this.writing.then(() => this.write(draft.id, draft));
    if (isNew) this.changed.fire();
  }

  /** Deletes a draft and its file; resolves when it is gone from the disk. */
  async remove(id: string): Promise<void> {
    this.drafts.delete(id);
    this.changed.fire();
    this.writing = this.writing.then(() => this.drop(id));
    await this.writing;
  }

  /** The window goes: what is being written then stays `writing`, so that the next window offers it. */
  dispose(): void {
    this.disposed = true;
  }

  private async read(name: string, unreadable: (error: unknown) => void): Promise<Draft | undefined> {
    try {
      return parseDraft(await this.records.read(name), name);
    } catch (error) {
      unreadable(error);
      return undefined;
    }
  }

  /** Takes a draft as another process has left it, unless this one has gone on with it or removed it. */
  private async look(id: string): Promise<void> {
    const isOthers = () => this.drafts.has(id) && this.drafts.get(id)?.writer !== process.pid;
    if (!isOthers()) return;
    // Another process may just be removing it.
    const draft = await this.read(this.records.nameOf(id), (error) => this.log.warn(messageOf(error)));
    if (!isOthers()) return;
    if (draft) this.drafts.set(id, draft);
    else this.drafts.delete(id);
    this.changed.fire();
  }

  private async write(id: string, draft: Draft): Promise<void> {
    if (this.drafts.get(id) !== draft) return;
    try {
      await this.records.write(id, (kept) => JSON.stringify({ ...draft, id: kept }));
      this.failure.end();
    } catch (error) {
      this.failure.tell(error);
    }
    const old = this.all.slice(MOST_DRAFTS);
    for (const draft of old) {
      this.drafts.delete(draft.id);
      await this.drop(draft.id);
    }
    if (old.length > 0) this.changed.fire();
  }

  private async drop(id: string): Promise<void> {
    this.removed.fire(id);
    await this.records.remove(id);
  }
}
