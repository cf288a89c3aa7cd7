import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../shared/errors.ts';
import { decodeText } from '../shared/files/textBytes.ts';
import type { DocumentKind } from '../writing/documents/index.ts';
import { KIND_FOLDER, type KindFile, readKindFiles } from '../writing/documents/kindFile.ts';
import type { KindFileProblem } from '../writing/documents/kindFrontMatter.ts';

/** A person who types is not told of every half-written word. */
const CHECK_DELAY_MS = 300;

interface OpenedKindFile extends KindFile {
  readonly uri: vscode.Uri;
}

/** The kinds of documents that the open folders describe in `.telechat/documents`; what is wrong with their files is in the Problems panel. */
export class OwnKinds implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('telechat');
  private readonly subscriptions: vscode.Disposable[];
  private checking: NodeJS.Timeout | undefined;

  constructor(private readonly log: vscode.LogOutputChannel) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${KIND_FOLDER}/*.md`);
    const check = () => this.checkSoon();
    this.subscriptions = [
      this.diagnostics,
      watcher,
      watcher.onDidCreate(check),
      watcher.onDidChange(check),
      watcher.onDidDelete(check),
      vscode.workspace.onDidChangeWorkspaceFolders(check),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isKindFile(document.uri)) check();
      }),
    ];
    check();
  }

  /** Reads the files as they are now, unsaved changes included. Broken ones are left out and reported. */
  async read(): Promise<readonly DocumentKind[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    this.diagnostics.clear();
    const files = (await Promise.all(folders.map((folder) => this.filesOf(folder)))).flat();
    const { kinds, problems } = readKindFiles(files);
    for (const { uri, path, text } of files) {
      const found = problems.get(path);
      if (!found) continue;
      this.diagnostics.set(
        uri,
        found.map((problem) => diagnostic(problem, text)),
      );
      this.log.warn(`${path} describes no kind of document: ${found.map(({ reason }) => reason).join('; ')}`);
    }
    return kinds;
  }

  dispose(): void {
    clearTimeout(this.checking);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private checkSoon(): void {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => void this.read(), CHECK_DELAY_MS);
  }

  private async filesOf(folder: vscode.WorkspaceFolder): Promise<OpenedKindFile[]> {
    const place = vscode.Uri.joinPath(folder.uri, KIND_FOLDER);
    const names = await vscode.workspace.fs.readDirectory(place).then(
      (entries) => entries.map(([name]) => name).filter((name) => /\.md$/i.test(name)),
      // Most folders describe no kinds.
      () => [],
    );
    const files = names.sort().map((name) => this.open(vscode.Uri.joinPath(place, name)));
    return (await Promise.all(files)).flatMap((file) => file ?? []);
  }

  private async open(uri: vscode.Uri): Promise<OpenedKindFile | undefined> {
    const path = vscode.workspace.asRelativePath(uri);
    const opened = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    if (opened) return { uri, path, text: opened.getText() };
    try {
      const decoded = decodeText(await vscode.workspace.fs.readFile(uri));
      if (decoded) return { uri, path, text: decoded.text };
      this.report(uri, path, l10n.t('it is no text in UTF-8 or GBK'), l10n.t('save it as UTF-8'));
    } catch (error) {
      this.report(uri, path, messageOf(error), l10n.t('correct it'));
    }
    return undefined;
  }

  /** A file that has no lines to point at. */
  private report(uri: vscode.Uri, path: string, reason: string, nextStep: string): void {
    this.diagnostics.set(uri, [diagnostic({ entry: '', reason, nextStep, start: 0, end: 1 }, '')]);
    this.log.warn(`${path} cannot be read: ${reason}`);
  }
}

function isKindFile(uri: vscode.Uri): boolean {
  return uri.path.includes(`/${KIND_FOLDER}/`);
}

function diagnostic(
  { entry, reason, nextStep, start, end }: KindFileProblem,
  text: string,
): vscode.Diagnostic {
  const message = `${entry ? `${entry} — ` : ''}${reason}; ${nextStep}`;
  const found = new vscode.Diagnostic(
    new vscode.Range(positionAt(text, start), positionAt(text, end)),
    message,
  );
  found.source = 'TeleChat';
  return found;
}

function positionAt(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split('\n');
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}
