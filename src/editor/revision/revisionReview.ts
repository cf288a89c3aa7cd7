import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerCommand } from '../command.ts';
import type { RevisionTarget } from './revisionTarget.ts';

const SCHEME = 'telechat-revision';
/** The diff is drawn anew no more often than this while the text streams in. */
const UPDATE_INTERVAL_MS = 150;

// Lists of URIs rather than flags for the active editor: they hold before the diff is shown, so no key comes too early.
const REVISIONS = 'telechat.revisions';
const FINISHED_REVISIONS = 'telechat.finishedRevisions';
// For the palette, which shows with other editors too.
const IS_OPEN = 'telechat.isRevisionOpen';
const IS_FINISHED = 'telechat.isRevisionFinished';

/** What a person made of a revision; closing its diff rejects it. */
export type Decision = 'accepted' | 'rejected';

/** One revision on the screen: a diff of the original and of the revision as far as it has come. */
export class Review {
  readonly originalUri: vscode.Uri;
  readonly revisedUri: vscode.Uri;
  /** The revision as far as it has come. */
  text: string;
  isFinished = false;
  private readonly rejecting = new AbortController();
  private readonly decisions = new vscode.EventEmitter<Decision>();

  constructor(
    readonly target: RevisionTarget,
    readonly title: string,
  ) {
    this.text = target.original;
    // Markdown, so that long lines wrap; the number keeps VS Code from showing the texts of an earlier revision.
    const id = `${Date.now()}`;
    this.originalUri = vscode.Uri.from({ scheme: SCHEME, path: `/${id}/original.md` });
    this.revisedUri = vscode.Uri.from({ scheme: SCHEME, path: `/${id}/revised.md` });
  }

  /** Aborts when the person rejects the revision, which they may do before it is finished. */
  get rejected(): AbortSignal {
    return this.rejecting.signal;
  }

  /** Resolves when the person accepts or rejects; asked again after an accept that could not be carried out. */
  decision(): Promise<Decision> {
    if (this.rejected.aborted) return Promise.resolve('rejected');
    return new Promise((resolve) => {
      const subscription = this.decisions.event((decision) => {
        subscription.dispose();
        resolve(decision);
      });
    });
  }

  /** Does nothing before the revision is finished. */
  accept(): void {
    if (this.isFinished) this.decisions.fire('accepted');
  }

  /** Aborts `rejected`, which ends a revision under way. */
  reject(): void {
    this.rejecting.abort();
    this.decisions.fire('rejected');
  }
}

/**
 * Shows revisions, one at a time, as a diff, and takes the person's decision: by the buttons of the diff, by key (Enter or
 * Ctrl+Enter accepts, Escape rejects), by the lenses above the text in its own editor, or by closing the diff, which rejects.
 */
export class RevisionReview
  implements vscode.Disposable, vscode.TextDocumentContentProvider, vscode.CodeLensProvider
{
  private review: Review | undefined;
  private updating: NodeJS.Timeout | undefined;
  private readonly contentChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.contentChanged.event;
  private readonly lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.lensesChanged.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(log: vscode.LogOutputChannel) {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerCodeLensProvider('*', this),
      registerCommand('telechat.acceptRevision', log, () => this.review?.accept()),
      registerCommand('telechat.rejectRevision', log, () => this.review?.reject()),
      registerCommand('telechat.showRevision', log, () => this.show()),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.isDiff(tab))) this.review?.reject();
      }),
      this.contentChanged,
      this.lensesChanged,
    ];
  }

  /** True while a revision is on the screen. */
  get isOpen(): boolean {
    return this.review !== undefined;
  }

  /** Opens the diff. @param title what the tab says */
  async open(target: RevisionTarget, title: string): Promise<Review> {
    this.review = new Review(target, title);
    await this.updateContext();
    await this.show();
    return this.review;
  }

  /** Shows the revision as far as it has come. */
  update(text: string): void {
    if (!this.review) return;
    this.review.text = text;
    this.updating ??= setTimeout(() => this.refresh(), UPDATE_INTERVAL_MS);
  }

  /** From now on the revision can be accepted. */
  async finish(text: string): Promise<void> {
    if (!this.review) return;
    this.review.text = text;
    this.review.isFinished = true;
    this.refresh();
    await this.updateContext();
  }

  /** Brings the diff to the front. */
  async show(): Promise<void> {
    if (!this.review) return;
    const { originalUri, revisedUri, title } = this.review;
    await vscode.commands.executeCommand('vscode.diff', originalUri, revisedUri, title, { preview: false });
  }

  /** Ends the review and closes its diff. */
  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => this.isDiff(tab));
    this.review = undefined;
    clearTimeout(this.updating);
    this.updating = undefined;
    await this.updateContext();
    await vscode.window.tabGroups.close(tabs);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { review } = this;
    return (isSame(uri, review?.originalUri) ? review?.target.original : review?.text) ?? '';
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const { review } = this;
    if (!review) return [];
    const inSource = isSame(uri, review.target.document.uri);
    if (!inSource && !isSame(uri, review.revisedUri)) return [];
    const { start } = inSource ? review.target.range : new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string) =>
      new vscode.CodeLens(new vscode.Range(start, start), { title, command });
    return [
      ...(review.isFinished
        ? [lens(`$(check) ${l10n.t('Accept the revision')}`, 'telechat.acceptRevision')]
        : []),
      lens(`$(discard) ${l10n.t('Reject')}`, 'telechat.rejectRevision'),
      ...(inSource ? [lens(`$(diff) ${l10n.t('Show')}`, 'telechat.showRevision')] : []),
    ];
  }

  dispose(): void {
    clearTimeout(this.updating);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private refresh(): void {
    clearTimeout(this.updating);
    this.updating = undefined;
    if (this.review) this.contentChanged.fire(this.review.revisedUri);
  }

  private async updateContext(): Promise<void> {
    const { review } = this;
    const uris = review ? [review.originalUri.toString(), review.revisedUri.toString()] : [];
    const isFinished = review?.isFinished ?? false;
    this.lensesChanged.fire();
    await Promise.all([
      setContext(REVISIONS, uris),
      setContext(FINISHED_REVISIONS, isFinished ? uris : []),
      setContext(IS_OPEN, review !== undefined),
      setContext(IS_FINISHED, isFinished),
    ]);
  }

  private isDiff({ input }: vscode.Tab): boolean {
    return input instanceof vscode.TabInputTextDiff && isSame(input.modified, this.review?.revisedUri);
  }
}

function isSame(uri: vscode.Uri, other: vscode.Uri | undefined): boolean {
  return uri.toString() === other?.toString();
}

function setContext(key: string, value: boolean | string[]): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}
