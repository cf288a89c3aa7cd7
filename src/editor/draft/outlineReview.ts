import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../../shared/errors.ts';
import { registerCommand } from '../command.ts';

// Lists of URIs rather than flags for the active editor: they hold before the outline is shown, so no key comes too early.
const OUTLINES = 'telechat.outlines';
const PRISTINE_OUTLINES = 'telechat.pristineOutlines';

interface Review {
  readonly document: vscode.TextDocument;
  readonly original: string;
  readonly accept: () => void;
}

/**
 * Shows an outline as a Markdown document and waits until the person accepts it. While it is as it came, Enter accepts;
 * once it is edited Enter breaks the line and Ctrl+Enter accepts. Closing it cancels.
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
  async edit<T>(outline: string, read: (text: string) => T): Promise<T | undefined> {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: outline });
    const accepted = this.accepted(document, outline, read);
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
    const title = `$(play) ${l10n.t('Write this document: Enter, or Ctrl+Enter after a change')}`;
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: 'telechat.acceptOutline' })];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Begins the review. @returns what was read once it could be, or undefined when the document was closed */
  private accepted<T>(
    document: vscode.TextDocument,
    original: string,
    read: (text: string) => T,
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
      this.review = { document, original, accept };
    });
  }

  private async updateContext(): Promise<void> {
    const { review } = this;
    const outlines = review ? [review.document.uri.toString()] : [];
    const isPristine = review?.document.getText() === review?.original;
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
