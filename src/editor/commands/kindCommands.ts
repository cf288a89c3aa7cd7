import * as vscode from 'vscode';
import { documentKinds } from '../../writing/documents/index.ts';
import { runNewKind } from './newKind.ts';
import { runWriteDocument, type WriteDocumentParts } from './writeDocument.ts';

/** "Write a Work Summary…" and its like, one for each kind, and "New Kind of Document…". */
export function registerKindCommands(parts: WriteDocumentParts): vscode.Disposable {
  return vscode.Disposable.from(
    ...documentKinds.map((kind) =>
      vscode.commands.registerCommand(`telechat.write.${kind.id}`, () => runWriteDocument(parts, kind)),
    ),
    vscode.commands.registerCommand('telechat.newKind', () => runNewKind(parts.log)),
  );
}
