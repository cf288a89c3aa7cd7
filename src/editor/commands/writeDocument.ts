import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { type DocumentBrief, prepareBrief } from '../../writing/brief/brief.ts';
import type { DocumentRequest } from '../../writing/brief/request.ts';
import type { Source } from '../../writing/brief/sources.ts';
import { type DocumentKind, documentKinds } from '../../writing/documents/index.ts';
import { planOutline } from '../../writing/draft/composer.ts';
import {
  isOnePieceOutline,
  type Outline,
  parseOutline,
  printOutline,
} from '../../writing/outline/outline.ts';
import { registerCommand } from '../command.ts';
import type { DraftStore } from '../draft/draftStore.ts';
import { newDraft, type WritingPlace, writeDraft } from '../draft/draftWriter.ts';
import type { OutlineReview } from '../draft/outlineReview.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { askForDocument } from '../forms/documentForm.ts';
import { chooseSourceFiles } from '../forms/sourcesStep.ts';
import type { OwnKinds } from '../ownKinds.ts';
import { showThinking, withProgress } from '../progress.ts';
import { settings } from '../settings.ts';
import { readSourceFiles } from '../sourceFiles.ts';

/** From form to text: `memory` fills the form, `review` has the outline checked, `drafts` keeps what is written. */
export interface WriteDocumentParts {
  readonly engines: EngineProvider;
  readonly review: OutlineReview;
  readonly drafts: DraftStore;
  readonly ownKinds: OwnKinds;
  readonly extensionUri: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Registers "Write a Document…", "Write from This File…", and "Write a Work Summary…" and its like, one for each kind. */
export function registerWriteCommands(parts: WriteDocumentParts): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand('telechat.writeDocument', parts.log, () => run(parts)),
    registerCommand('telechat.writeFromFile', parts.log, (file?: vscode.Uri, files?: readonly vscode.Uri[]) =>
      writeFrom(parts, files ?? (file && [file])),
    ),
    ...documentKinds.map((kind) =>
      registerCommand(`telechat.write.${kind.id}`, parts.log, () => run(parts, { kind })),
    ),
  );
}

/** A document of its own that draws on files of the Explorer, or, under a key of the person's own, on files that are asked for. */
async function writeFrom(parts: WriteDocumentParts, selected?: readonly vscode.Uri[]): Promise<void> {
  const files = selected ?? (await chooseSourceFiles());
  if (!files) return;
  const sources = await readSourceFiles(parts.extensionUri, files);
  await run(parts, { sources });
}

/**
 * Asks, plans an outline, lets the person edit it, and streams the document into the editor.
 * @param chosen the kind or the sources where the command names them
 */
async function run(
  parts: WriteDocumentParts,
  chosen: { readonly kind?: DocumentKind; readonly sources?: readonly Source[] } = {},
): Promise<void> {
  const { engines, review, drafts, memory, extensionUri } = parts;
  // Sources chosen in the Explorer have nothing to do with the text that happens to be open.
  const target = chosen.sources ? undefined : writingPlace();
  const ownKinds = await parts.ownKinds.read();
  const form = { memory, ownKinds, extensionUri, length: settings.writingLength(), ...chosen };
  const asked = await askForDocument(form);
  if (!asked) return;
  const engine = engines.get();
  const { brief, planned } = await plan(engine, { ...asked, language: settings.writingLanguage() });
  const { request, note } = brief;
  if (note) void vscode.window.showWarningMessage(note);
  // A text in one piece has no outline to look at.
  const outline = isOnePieceOutline(planned)
    ? planned
    : await review.edit(`${printOutline(planned, request.language)}\n`, parseOutline);
  if (!outline) return;
  const place = await open(target);
  await writeDraft(engine, drafts, newDraft(brief, outline, place), place, brief);
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
