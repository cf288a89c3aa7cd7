import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';

const ACTIVE = 'telechat.outlineActive';
const PRISTINE = 'telechat.outlinePristine';

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

  constructor() {
    this.subscriptions = [
      vscode.commands.registerCommand('telechat.acceptOutline', () => this.review?.accept()),
      vscode.languages.registerCodeLensProvider({ language: 'markdown', scheme: 'untitled' }, this),
      vscode.window.onDidChangeActiveTextEditor(() => this.updateContext()),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.review?.document) this.updateContext();
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
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    const start = document.lineAt(document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(start, start);
    let closed: vscode.Disposable | undefined;
    const accepted = await new Promise<{ readonly result: T } | undefined>((resolve) => {
      const accept = () => {
        try {
          resolve({ result: read(document.getText()) });
        } catch (error) {
          void vscode.window.showErrorMessage(messageOf(error));
        }
      };
      this.review = { document, original: outline, accept };
      closed = vscode.workspace.onDidCloseTextDocument((each) => {
        if (each === document) resolve(undefined);
      });
      this.updateContext();
    });
    closed?.dispose();
    this.review = undefined;
    this.updateContext();
    if (accepted) await this.close(document);
    return accepted?.result;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (document !== this.review?.document) return [];
    const title = `$(play) ${l10n.t('Write this document: Enter, or Ctrl+Enter after a change')}`;
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: 'telechat.acceptOutline' })];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private updateContext(): void {
    const { review } = this;
    const active = review !== undefined && vscode.window.activeTextEditor?.document === review.document;
    const pristine = active && review.document.getText() === review.original;
    void vscode.commands.executeCommand('setContext', ACTIVE, active);
    void vscode.commands.executeCommand('setContext', PRISTINE, pristine);
    this.lensesChanged.fire();
  }

  /** Closes the outline without the question whether to save it. */
  private async close(document: vscode.TextDocument): Promise<void> {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
