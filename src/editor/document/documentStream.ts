import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import { InsertionPoint } from './insertionPoint.ts';

/** Text that arrives faster than this is inserted together: each edit of a remote window is a round trip. */
const INSERT_INTERVAL_MS = 50;

/** How long edits may be refused, one after the other: a person types for a moment, a read-only document refuses for good. */
const REFUSED_MS = 10_000;

/** Characters that may wait: whoever writes faster than the window takes it is slowed down. */
const MOST_WAITING = 2000;

/**
 * Streams text into a document at one place. The person may go on typing elsewhere: the place moves with their edits,
 * their cursor stays, and one undo takes the streamed text out.
 */
export class DocumentStream implements vscode.Disposable {
  private readonly point: InsertionPoint;
  private readonly subscriptions: vscode.Disposable[] = [];
  private pending = '';
  private flushing: Promise<void> | undefined;
  private failed = false;
  private closed = false;
  private needsUndoStop = true;
  private inserting = false;

  constructor(
    private readonly document: vscode.TextDocument,
    offset: number,
  ) {
    this.point = new InsertionPoint(offset);
    this.subscriptions.push(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) this.follow(event);
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) this.closed = true;
      }),
    );
  }

  /** Where the next text goes, in characters from the start of the document. */
  get offset(): number {
    return this.point.offset;
  }

  /**
   * Takes text for the next insert; resolves when there is room for more.
   * @throws UserError when the document was closed or takes no text; whatever an earlier insert failed with
   */
  async write(text: string): Promise<void> {
    if (this.closed) throw closedError();
    this.pending += text;
    this.flushing ??= this.flushSoon();
    // A failure is thrown by the next write or end(); without this it would be reported as unhandled before.
    this.flushing.catch(() => {
      this.failed = true;
    });
    if (this.failed || this.pending.length > MOST_WAITING) await this.flushing;
  }

  /** Resolves when everything written is in the document. @throws what write() throws */
  async end(): Promise<void> {
    while (this.flushing) await this.flushing;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async flushSoon(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, INSERT_INTERVAL_MS));
    while (this.pending) {
      const text = this.pending;
      this.pending = '';
      await this.insert(text);
    }
    // Not after a failure: what comes later must not be put where this text is missing.
    this.flushing = undefined;
  }

  private async insert(text: string): Promise<void> {
    // An edit is refused when the person's own edit came in between; the place has moved with it, so try again.
    const end = performance.now() + REFUSED_MS;
    while (!(await this.tryInsert(text))) {
      if (this.closed) throw closedError();
      if (performance.now() > end) throw refusedError();
      await new Promise((resolve) => setTimeout(resolve, INSERT_INTERVAL_MS));
    }
  }

  private async tryInsert(text: string): Promise<boolean> {
    const position = this.document.positionAt(this.point.offset);
    const editor = vscode.window.visibleTextEditors.find((each) => each.document === this.document);
    const { version } = this.document;
    this.inserting = true;
    try {
      if (!editor) {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(this.document.uri, position, text);
        return (await vscode.workspace.applyEdit(edit)) && this.document.version > version;
      }
      const follows = editor.selection.isEmpty && editor.selection.active.isEqual(position);
      const undoStopBefore = this.needsUndoStop;
      const accepted = await editor.edit((builder) => builder.insert(position, text), {
        undoStopBefore,
        undoStopAfter: false,
      });
      // A read-only document accepts an edit, and stays as it is.
      const inserted = accepted && this.document.version > version;
      if (inserted) this.needsUndoStop = false;
      if (inserted && follows) this.reveal(editor);
      return inserted;
    } catch (error) {
      if (isWindowGone(error)) throw error;
      // An editor that was closed in between takes nothing; its document may be in another.
      return false;
    } finally {
      this.inserting = false;
    }
  }

  /** Keeps the growing end in sight of a person who has left the cursor there. */
  private reveal(editor: vscode.TextEditor): void {
    const end = this.document.positionAt(this.point.offset);
    editor.revealRange(new vscode.Range(end, end), vscode.TextEditorRevealType.Default);
  }

  private follow(event: vscode.TextDocumentChangeEvent): void {
    this.point.apply(
      event.contentChanges.map((change) => ({
        offset: change.rangeOffset,
        removed: change.rangeLength,
        inserted: change.text.length,
      })),
    );
    // The person's own edit must not end up in the undo step of ours.
    if (!this.inserting) this.needsUndoStop = true;
  }
}

/** True for what an edit fails with when its window is closed under the extension. */
export function isWindowGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'Canceled';
}

function refusedError(): UserError {
  return new UserError(
    l10n.t('the document'),
    l10n.t('it takes no text'),
    l10n.t('see whether it is read-only, then run the command again'),
  );
}

function closedError(): UserError {
  return new UserError(
    l10n.t('the document'),
    l10n.t('it was closed while it was being written'),
    l10n.t('run the command again'),
  );
}
