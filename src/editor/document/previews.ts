import * as vscode from 'vscode';

/** Reports that are made here and shown as a Markdown preview, one at each URI of a scheme. */
export class Previews implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly provider: vscode.Disposable;

  constructor(scheme: string) {
    this.provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
    });
  }

  /** Shows a report in the place of an earlier one at its URI. @param command of VS Code, which opens the preview */
  async show(
    uri: vscode.Uri,
    markdown: string,
    command: 'markdown.showPreview' | 'markdown.showPreviewToSide',
  ): Promise<void> {
    this.texts.set(uri.toString(), markdown);
    this.changed.fire(uri);
    await vscode.commands.executeCommand(command, uri);
  }

  dispose(): void {
    this.provider.dispose();
    this.changed.dispose();
  }
}
