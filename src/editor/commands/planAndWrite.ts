import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { type DocumentBrief, prepareBrief } from '../../writing/brief/brief.ts';
import type { DocumentRequest } from '../../writing/brief/request.ts';
import { planOutline } from '../../writing/draft/composer.ts';
import {
  isOnePieceOutline,
  type Outline,
  parseOutline,
  printOutline,
} from '../../writing/outline/outline.ts';
import type { DraftStore } from '../draft/draftStore.ts';
import { newDraft, type WritingPlace, writeDraft } from '../draft/draftWriter.ts';
import type { OutlineReview } from '../draft/outlineReview.ts';
import { showThinking, withProgress } from '../progress.ts';

/** What a request becomes a document with: `review` has the outline checked, `drafts` keeps what is written. */
export interface PlanAndWriteParts {
  readonly review: OutlineReview;
  readonly drafts: DraftStore;
}

/**
 * Plans an outline, lets the person edit it, and streams the document into the editor.
 * @param target absent, it goes into a new document
 * @param began is told when the person has accepted the outline
 */
export async function planAndWrite(
  { review, drafts }: PlanAndWriteParts,
  engine: Engine,
  request: DocumentRequest,
  target?: WritingPlace,
  began: () => Thenable<void> = async () => undefined,
): Promise<void> {
  const { brief, planned } = await plan(engine, request);
  const { note } = brief;
  if (note) void vscode.window.showWarningMessage(note);
  // A text in one piece has no outline to look at.
  const outline = isOnePieceOutline(planned)
    ? planned
    : await review.edit(`${printOutline(planned, brief.request.language)}\n`, parseOutline, {
        hint: l10n.t('Write this document: Enter, or Ctrl+Enter after a change'),
      });
  if (!outline) return;
  const place = await open(target);
  await began();
  await writeDraft(engine, drafts, newDraft(brief, outline, place), place, brief);
}

async function open(place: WritingPlace | undefined): Promise<WritingPlace> {
  const document = place?.document ?? (await vscode.workspace.openTextDocument({ language: 'markdown' }));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  // A selection would grow with the document that is written at its end.
  editor.selection = new vscode.Selection(editor.selection.active, editor.selection.active);
  return { document, offset: place?.offset ?? 0 };
}

function plan(
  engine: Engine,
  request: DocumentRequest,
): Thenable<{ readonly brief: DocumentBrief; readonly planned: Outline }> {
  return withProgress(l10n.t('Planning the outline'), async (report, signal) => {
    const brief = await prepareBrief(engine, request);
    return { brief, planned: await planOutline(showThinking(engine, report), brief, signal) };
  });
}
