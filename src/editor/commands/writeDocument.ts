import * as vscode from 'vscode';
import type { Source } from '../../writing/brief/sources.ts';
import { type DocumentKind, documentKinds } from '../../writing/documents/index.ts';
import { registerCommand } from '../command.ts';
import type { WritingPlace } from '../draft/draftWriter.ts';
import { askForDocument } from '../forms/documentForm.ts';
import { chooseSourceFiles } from '../forms/sourcesStep.ts';
import { settings } from '../settings.ts';
import { readSourceFiles } from '../sourceFiles.ts';
import { planAndWrite } from './planAndWrite.ts';
import { type WriteFromBriefParts, writeFromBrief } from './writeFromBrief.ts';

/** From form to text: `extensionUri` is where the extension lies. */
export interface WriteDocumentParts extends WriteFromBriefParts {
  readonly extensionUri: vscode.Uri;
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
 * Asks by a form what is to be written, and writes it.
 * @param chosen the kind or the sources where the command names them
 */
async function run(
  parts: WriteDocumentParts,
  chosen: { readonly kind?: DocumentKind; readonly sources?: readonly Source[] } = {},
): Promise<void> {
  const { engines, memory, extensionUri } = parts;
  // Sources chosen in the Explorer have nothing to do with the text that happens to be open.
  const target = chosen.sources ? undefined : writingPlace();
  const ownKinds = await parts.ownKinds.read();
  const form = { memory, ownKinds, extensionUri, length: settings.writingLength(), ...chosen };
  const asked = await askForDocument(form);
  if (asked === 'brief') return writeFromBrief(parts, chosen.sources);
  if (!asked) return;
  const request = { ...asked, language: settings.writingLanguage() };
  await planAndWrite(parts, engines.get(), request, target);
}

/** The cursor of a Markdown or plain text editor, where the command was started in one. */
function writingPlace(): WritingPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !['markdown', 'plaintext'].includes(editor.document.languageId)) return undefined;
  return { document: editor.document, offset: editor.document.offsetAt(editor.selection.active) };
}
