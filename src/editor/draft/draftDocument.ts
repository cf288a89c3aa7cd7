import * as vscode from 'vscode';
import type { Draft } from '../../writing/draft/draft.ts';

/** The document that a draft was written into, where it is still there. */
export async function openDraftDocument({ place }: Draft): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === place);
  if (open) return open;
  const uri = vscode.Uri.parse(place);
  if (uri.scheme === 'untitled') return undefined;
  return vscode.workspace.openTextDocument(uri).then(
    (document) => document,
    () => undefined,
  );
}
