import * as vscode from 'vscode';
import { TypingPace } from '../../writing/completion/typingPace.ts';
import { COMPLETED_DOCUMENTS } from './cursorText.ts';

/** A longer insertion was pasted or written by a program. */
const LONGEST_TYPED = 20;

/** Watches what is typed: where, how fast and how much. Deletions, undo and redo are no typing. */
export class TypingTracker implements vscode.Disposable {
  readonly pace = new TypingPace();
  private document: vscode.TextDocument | undefined;
  private version = 0;
  /** Offset at which the latest insertion ended; -1 after another change. */
  private end = -1;
  private typedCharacters = 0;
  private readonly subscription = vscode.workspace.onDidChangeTextDocument((event) => this.changed(event));

  /** Characters typed in this window. */
  get characters(): number {
    return this.typedCharacters;
  }

  /** True when the document's latest change was typed and ended at the offset. */
  hasTypedAt(document: vscode.TextDocument, offset: number): boolean {
    return document === this.document && document.version === this.version && offset === this.end;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || vscode.languages.match(COMPLETED_DOCUMENTS, document) === 0) return;
    this.document = document;
    this.version = document.version;
    this.end = reason === undefined ? endOfInsertion(contentChanges) : -1;
    const inserted = contentChanges.reduce((sum, { text }) => sum + text.length, 0);
    if (this.end < 0 || inserted > LONGEST_TYPED) return;
    this.typedCharacters += inserted;
    this.pace.typed(performance.now());
  }
}

/** Where the last insertion of an edit ended, in the text after it; -1 for deletions alone. */
function endOfInsertion(changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
  const sorted = [...changes].sort((one, other) => one.rangeOffset - other.rangeOffset);
  let shift = 0;
  let end = -1;
  for (const { rangeOffset, rangeLength, text } of sorted) {
    if (text !== '') end = rangeOffset + shift + text.length;
    shift += text.length - rangeLength;
  }
  return end;
}
