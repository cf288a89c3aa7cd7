import * as vscode from 'vscode';
import type { Draft } from '../../writing/draft/draft.ts';
import { partWithTitle, readDocument } from '../../writing/outline/writtenDocument.ts';
import type { AcceptedDocument } from '../../writing/training/documentRecord.ts';
import { openDraftDocument } from './draftDocument.ts';
import type { DraftStore } from './draftStore.ts';
import { draftOf } from './sectionLenses.ts';

/**
 * The documents that were written here to their end, as the person has them now. One that is gone, or that has another title,
 * was not accepted as it was written, and is left out.
 */
export async function acceptedDocuments(drafts: DraftStore): Promise<AcceptedDocument[]> {
  const finished = drafts.all.filter(({ state }) => state === 'finished');
  const found = await Promise.all(finished.map((draft) => acceptedDocument(draft, drafts)));
  return found.filter((document) => document !== undefined);
}

async function acceptedDocument(draft: Draft, drafts: DraftStore): Promise<AcceptedDocument | undefined> {
  const { title, request, outline } = draft;
  // A document that was saved elsewhere after it was written is found where it is open.
  const open = vscode.workspace.textDocuments.find((each) => draftOf(drafts, each) === draft);
  const document = open ?? (await openDraftDocument(draft));
  if (!document || !holdsTitle(document, title)) return undefined;
  return { title, request, outline, text: partWithTitle(document.getText(), title) };
}

function holdsTitle(document: vscode.TextDocument, title: string): boolean {
  const part = partWithTitle(document.getText(), title);
  return readDocument(part).title === title;
}
