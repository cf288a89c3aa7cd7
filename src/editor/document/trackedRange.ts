import * as vscode from 'vscode';
import { InsertionPoint } from './insertionPoint.ts';

/** A range of a document that moves with the edits around it. */
export class TrackedRange implements vscode.Disposable {
  private readonly start: InsertionPoint;
  private readonly end: InsertionPoint;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly document: vscode.TextDocument,
    start: number,
    end: number,
  ) {
    this.start = new InsertionPoint(start);
    this.end = new InsertionPoint(end);
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) this.follow(event.contentChanges);
    });
  }

  get range(): vscode.Range {
    const start = this.start.offset;
    // An empty range stays empty: what is inserted at it comes before it.
    const end = Math.max(start, this.end.offset);
    return new vscode.Range(this.document.positionAt(start), this.document.positionAt(end));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const edits = changes.map((change) => ({
      offset: change.rangeOffset,
      removed: change.rangeLength,
      inserted: change.text.length,
    }));
    this.start.apply(edits);
    // What is inserted at the very end comes after the range.
    this.end.apply(edits.filter(({ offset, removed }) => removed > 0 || offset < this.end.offset));
  }
}
