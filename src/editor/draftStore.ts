import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';
import { type Draft, parseDraft } from '../writing/draft.ts';
import { SaveFailure } from './saveFailure.ts';
import { replaceWhole } from './wholeFile.ts';

/** Drafts that are kept; the oldest goes first. */
const MOST_DRAFTS = 30;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The drafts of this workspace: a JSON file each, replaced as a whole. */
export class DraftStore {
  private readonly folder: vscode.Uri;
  private readonly drafts = new Map<string, Draft>();
  private writing: Promise<void> = Promise.resolve();
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
    this.folder = vscode.Uri.joinPath(storage, 'drafts');
    const nextStep = l10n.t('save its document where there is room: it is whole in the editor');
    this.failure = new SaveFailure(l10n.t('the copy of the draft'), nextStep, log);
  }

  /** The latest first. */
  get all(): readonly Draft[] {
    return [...this.drafts.values()].sort((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  /** Reads what earlier sessions left; a file that cannot be read is left alone and logged. */
  async load(): Promise<void> {
    for (const [name] of await this.files()) {
      try {
        const content = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.folder, name));
        const draft = parseDraft(decoder.decode(content));
        if (!this.drafts.has(draft.id)) this.drafts.set(draft.id, draft);
      } catch (error) {
        this.log.warn(`draft ${name}: ${messageOf(error)}`);
      }
    }
    this.changed.fire();
  }

  /** Keeps a draft; the write comes after those before it, and of several that wait only the last is done. */
  save(draft: Draft): void {
    const isNew = this.drafts.get(draft.id)?.state !== draft.state;
    this.drafts.set(draft.id, draft);
    this.writing = this.writing.then(() => this.write(draft.id, draft));
    if (isNew) this.changed.fire();
  }

  async remove(id: string): Promise<void> {
    this.drafts.delete(id);
    this.changed.fire();
    this.writing = this.writing.then(() => this.deleteFile(id));
    await this.writing;
  }

  private async write(id: string, draft: Draft): Promise<void> {
    if (this.drafts.get(id) !== draft) return;
    try {
      await replaceWhole(this.file(id), encoder.encode(JSON.stringify(draft)));
      this.failure.end();
    } catch (error) {
      this.failure.tell(error);
    }
    const old = this.all.slice(MOST_DRAFTS);
    for (const draft of old) {
      this.drafts.delete(draft.id);
      await this.deleteFile(draft.id);
    }
    if (old.length > 0) this.changed.fire();
  }

  private async deleteFile(id: string): Promise<void> {
    this.removed.fire(id);
    await vscode.workspace.fs.delete(this.file(id)).then(undefined, () => undefined);
  }

  private async files(): Promise<[string, vscode.FileType][]> {
    const entries = await vscode.workspace.fs.readDirectory(this.folder).then(
      (found) => found,
      () => [],
    );
    return entries.filter(([name]) => name.endsWith('.json'));
  }

  private file(id: string): vscode.Uri {
    return vscode.Uri.joinPath(this.folder, `${id}.json`);
  }
}
