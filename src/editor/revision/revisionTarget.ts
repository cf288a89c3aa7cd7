import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UsageError } from '../../shared/errors.ts';
import { passageAt } from '../../writing/revision/passages.ts';
import type { RevisionMode } from '../../writing/revision/revisionMode.ts';
import { TrackedRange } from '../document/trackedRange.ts';

/** How often an edit is tried that the person's own edit came before. */
const ATTEMPTS = 20;

/** The text that is being revised: it is found again wherever edits elsewhere in the document move it. */
export class RevisionTarget implements vscode.Disposable {
  /** The text as it was. */
  readonly original: string;
  /** What stood before it and after it in the document. */
  readonly before: string;
  readonly after: string;
  private readonly tracked: TrackedRange;

  /** @param start, end in characters from the start of the document */
  constructor(
    readonly document: vscode.TextDocument,
    private readonly viewColumn: vscode.ViewColumn | undefined,
    start: number,
    end: number,
  ) {
    const text = document.getText();
    this.original = text.slice(start, end);
    this.before = text.slice(0, start);
    this.after = text.slice(end);
    this.tracked = new TrackedRange(document, start, end);
  }

  get range(): vscode.Range {
    return this.tracked.range;
  }

  /** False once the text itself was changed or its document closed. */
  get isUntouched(): boolean {
    return !this.document.isClosed && this.document.getText(this.range) === this.original;
  }

  /**
   * Puts a text in the place of the original as one undo step, and selects it.
   * @returns false when the original is no longer there as it was: nothing is changed then
   */
  async replace(text: string): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS && this.isUntouched; attempt++) {
      const editor = await vscode.window.showTextDocument(this.document, this.viewColumn);
      if (!this.isUntouched) return false;
      const undoStops = { undoStopBefore: true, undoStopAfter: true };
      if (!(await editor.edit((builder) => builder.replace(this.range, text), undoStops))) continue;
      editor.selection = new vscode.Selection(this.range.start, this.range.end);
      editor.revealRange(this.range);
      return true;
    }
    return false;
  }

  dispose(): void {
    this.tracked.dispose();
  }
}

/**
 * What a revision is to work on: the selection; without one, the paragraph at the cursor; to be continued, what of it is before
 * the cursor.
 * @throws UsageError when there is no text there
 */
export function findTarget(editor: vscode.TextEditor, mode: RevisionMode): RevisionTarget {
  const { document, selection, viewColumn } = editor;
  const cursor = document.offsetAt(selection.active);
  const target = (start: number, end: number) => new RevisionTarget(document, viewColumn, start, end);
  if (!selection.isEmpty) return target(document.offsetAt(selection.start), document.offsetAt(selection.end));
  const passage = passageAt(document.getText(), cursor);
  if (mode === 'continue') return target(Math.min(passage?.start ?? cursor, cursor), cursor);
  if (passage) return target(passage.start, passage.end);
  throw new UsageError(
    l10n.t('the text to revise'),
    l10n.t('nothing is selected and there is no paragraph at the cursor'),
    l10n.t('select a paragraph or more'),
  );
}
