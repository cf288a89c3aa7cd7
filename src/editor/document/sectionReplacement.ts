import * as vscode from 'vscode';
import { DocumentStream } from './documentStream.ts';
import { TrackedRange } from './trackedRange.ts';

const PARAGRAPH_BREAK = '\n\n';

/** How the old text looks while the new one grows below it. */
const OUTGOING: vscode.DecorationRenderOptions = { opacity: '0.5', textDecoration: 'line-through' };

/**
 * Streams a section's new body into the document below the old one, which goes when the new one is whole: a failure or a
 * cancel leaves the old text as it was, and one undo brings it back.
 */
export class SectionReplacement implements vscode.Disposable {
  private readonly stream: DocumentStream;
  private readonly old: TrackedRange;
  private readonly decoration = vscode.window.createTextEditorDecorationType(OUTGOING);
  private shown = '';

  /** @param start, end the old body, in characters from the start of the document */
  constructor(
    private readonly document: vscode.TextDocument,
    start: number,
    end: number,
  ) {
    this.old = new TrackedRange(document, start, end);
    this.stream = new DocumentStream(document, end);
    this.editor?.setDecorations(this.decoration, [this.old.range]);
  }

  /** Takes the new body as far as it has come; it only grows. Resolves when there is room for more. */
  async show(body: string): Promise<void> {
    const opening = this.shown === '' && !this.old.range.isEmpty ? PARAGRAPH_BREAK : '';
    const added = opening + body.slice(this.shown.length);
    this.shown = body;
    await this.stream.write(added);
  }

  /** The new body is whole: the old one goes. */
  async accept(): Promise<void> {
    await this.stream.end();
    const { range } = this.old;
    if (range.isEmpty) return;
    const after = this.document.positionAt(this.document.offsetAt(range.end) + PARAGRAPH_BREAK.length);
    await this.remove(new vscode.Range(range.start, after));
  }

  /** The new body goes, as far as it has come. */
  async reject(): Promise<void> {
    await this.stream.end();
    await this.remove(new vscode.Range(this.old.range.end, this.document.positionAt(this.stream.offset)));
  }

  dispose(): void {
    this.stream.dispose();
    this.old.dispose();
    this.decoration.dispose();
  }

  private get editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(({ document }) => document === this.document);
  }

  private async remove(range: vscode.Range): Promise<void> {
    const { editor } = this;
    if (editor) {
      // Part of the same undo step as what was streamed.
      await editor.edit((builder) => builder.delete(range), { undoStopBefore: false, undoStopAfter: true });
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    edit.delete(this.document.uri, range);
    await vscode.workspace.applyEdit(edit);
  }
}
