import * as vscode from 'vscode';

const LATER_MS = 1000;
const ATTEMPTS = 10;

/** Where and when a person has typed; see TypingTracker. */
interface Typing {
  hasTypedAt(document: vscode.TextDocument, offset: number): boolean;
}

/**
 * Sees to the first ghost text of a window. VS Code asks for completions at a keystroke alone: what is typed in the moment
 * before it has heard of their provider gets none, however long the person then waits.
 */
export class FirstRequest implements vscode.Disposable {
  private wasMade = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscription: vscode.Disposable;

  /** @param mayAsk whether a document is completed without being asked for it */
  constructor(
    private readonly typing: Typing,
    private readonly mayAsk: (document: vscode.TextDocument) => boolean,
  ) {
    this.subscription = vscode.workspace.onDidChangeTextDocument(() => this.waitForIt(ATTEMPTS));
  }

  /** Notes that VS Code has asked: from now on it does so by itself. */
  made(): void {
    this.wasMade = true;
    this.dispose();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
  }

  private waitForIt(attempts: number): void {
    clearTimeout(this.timer);
    if (attempts > 0) this.timer = setTimeout(() => this.askLate(attempts), LATER_MS);
  }

  private askLate(attempts: number): void {
    const editor = vscode.window.activeTextEditor;
    if (this.wasMade || !editor || !this.isWaiting(editor)) return;
    void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    this.waitForIt(attempts - 1);
  }

  private isWaiting({ document, selection }: vscode.TextEditor): boolean {
    return this.mayAsk(document) && this.typing.hasTypedAt(document, document.offsetAt(selection.active));
  }
}
