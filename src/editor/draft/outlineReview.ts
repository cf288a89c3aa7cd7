import * as vscode from 'vscode';
import { messageOf } from '../../shared/errors.ts';
import { registerCommand } from '../command.ts';

// Lists of URIs rather than flags for the active editor: they hold before the outline is shown, so no key comes too early.
const OUTLINES = 'telechat.outlines';
const PRISTINE_OUTLINES = 'telechat.pristineOutlines';

/** What stands above a text that is looked at. */
export interface ReviewOptions {
  /** How to accept it. */
  readonly hint: string;
  /** What to write. */
  readonly advice?: string;
  /** It is a text to be written: Enter always breaks the line. */
  readonly takesLines?: boolean;
}

interface Review extends ReviewOptions {
  readonly document: vscode.TextDocument;
  readonly original: string;
  readonly accept: () => void;
}

/**
 * Shows an outline, or another text of a few lines, as a Markdown document and waits until the person accepts it. While it is as
 * it came, Enter accepts; once it is edited Enter breaks the line and Ctrl+Enter accepts. Closing it cancels.
 */
export class OutlineReview implements vscode.Disposable, vscode.CodeLensProvider {
  private review: Review | undefined;
  private readonly lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.lensesChanged.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(log: vscode.LogOutputChannel) {
    this.subscriptions = [
      registerCommand('telechat.acceptOutline', log, () => this.review?.accept()),
      vscode.languages.registerCodeLensProvider({ language: 'markdown', scheme: 'untitled' }, this),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.review?.document) void this.updateContext();
      }),
      this.lensesChanged,
    ];
  }

  /**
   * @param read turns the text as the person left it into what is wanted; when it throws, the person is told why and goes on
   *   editing
   * @returns what was read, or undefined when the outline was closed
   */
  async edit<T>(outline: string, read: (text: string) => T, options: ReviewOptions): Promise<T | undefined> {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: outline });
    const accepted = this.accepted(document, outline, read, options);
    await this.updateContext();
    const { end } = document.lineAt(document.lineCount - 1).range;
    await vscode.window.showTextDocument(document, {
      preview: false,
      selection: new vscode.Range(end, end),
    });
    const answer = await accepted;
    this.review = undefined;
    await this.updateContext();
    if (answer) await this.close(document);
    return answer?.result;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (document !== this.review?.document) return [];
    const { hint, advice } = this.review;
    const start = new vscode.Range(0, 0, 0, 0);
    const accept = { title: `$(play) ${hint}`, command: 'telechat.acceptOutline' };
    return [accept, ...(advice === undefined ? [] : [{ title: advice, command: '' }])].map(
      (command) => new vscode.CodeLens(start, command),
    );
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Begins the review. @returns what was read once it could be, or undefined when the document was closed */
  private accepted<T>(
    document: vscode.TextDocument,
    original: string,
    read: (text: string) => T,
    options: ReviewOptions,
  ): Promise<{ readonly result: T } | undefined> {
    return new Promise((resolve) => {
      const closed = vscode.workspace.onDidCloseTextDocument((each) => {
        if (each === document) end(undefined);
      });
      const end = (answer: { readonly result: T } | undefined) => {
        closed.dispose();
        resolve(answer);
      };
      const accept = () => {
        try {
          end({ result: read(document.getText()) });
        } catch (error) {
          void vscode.window.showErrorMessage(messageOf(error));
        }
      };
      this.review = { ...options, document, original, accept };
    });
  }

  private async updateContext(): Promise<void> {
    const { review } = this;
    const outlines = review ? [review.document.uri.toString()] : [];
    const isPristine = !review?.takesLines && review?.document.getText() === review?.original;
    this.lensesChanged.fire();
    await vscode.commands.executeCommand('setContext', OUTLINES, outlines);
    await vscode.commands.executeCommand('setContext', PRISTINE_OUTLINES, isPristine ? outlines : []);
  }

  /** Closes the outline without the question whether to save it. */
  private async close(document: vscode.TextDocument): Promise<void> {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
