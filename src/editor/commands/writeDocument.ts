import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { type DocumentBrief, prepareBrief } from '../../writing/brief/brief.ts';
import type { DocumentRequest } from '../../writing/brief/request.ts';
import type { DocumentKind } from '../../writing/documents/index.ts';
import { planOutline } from '../../writing/draft/composer.ts';
import { type Outline, parseOutline, printOutline } from '../../writing/outline/outline.ts';
import type { DraftStore } from '../draft/draftStore.ts';
import { newDraft, type WritingPlace, writeDraft } from '../draft/draftWriter.ts';
import type { OutlineReview } from '../draft/outlineReview.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { showFailure } from '../failure.ts';
import { askForDocument } from '../forms/documentForm.ts';
import type { OwnKinds } from '../ownKinds.ts';
import { showThinking, withProgress } from '../progress.ts';
import { settings } from '../settings.ts';

export interface WriteDocumentParts {
  readonly engines: EngineProvider;
  readonly review: OutlineReview;
  readonly drafts: DraftStore;
  readonly ownKinds: OwnKinds;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/**
 * "Write a Document…": asks, plans an outline, lets the person edit it, and streams the document into the editor.
 * @param kind where the command names one
 */
export async function runWriteDocument(parts: WriteDocumentParts, kind?: DocumentKind): Promise<void> {
  const { engines, review, drafts, memory, log } = parts;
  const target = writingPlace();
  try {
    const ownKinds = await parts.ownKinds.read();
    const asked = await askForDocument({ memory, ownKinds, kind, length: settings.writingLength() });
    if (!asked) return;
    const engine = engines.get();
    const { brief, planned } = await plan(engine, { ...asked, language: settings.writingLanguage() });
    const { request, note } = brief;
    if (note) void vscode.window.showWarningMessage(note);
    const outline = await review.edit(`${printOutline(planned, request.language)}\n`, parseOutline);
    if (!outline) return;
    const place = await open(target);
    await writeDraft(engine, drafts, newDraft(brief, outline, place), place, brief);
  } catch (error) {
    await showFailure(error, log);
  }
}

/** The cursor of a Markdown or plain text editor, where the command was started in one. */
function writingPlace(): WritingPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !['markdown', 'plaintext'].includes(editor.document.languageId)) return undefined;
  return { document: editor.document, offset: editor.document.offsetAt(editor.selection.active) };
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
