import * as vscode from 'vscode';
import { type DocumentKind, documentKinds } from '../../writing/documents/index.ts';
import { registerCommand } from '../command.ts';
import type { WritingPlace } from '../draft/draftWriter.ts';
import { askForDocument } from '../forms/documentForm.ts';
import { settings } from '../settings.ts';
import { planAndWrite } from './planAndWrite.ts';
import { type WriteFromBriefParts, writeFromBrief } from './writeFromBrief.ts';

/** Registers "Write a Document…", and "Write a Work Summary…" and its like, one for each kind. */
export function registerWriteCommands(parts: WriteFromBriefParts): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand('telechat.writeDocument', parts.log, () => run(parts)),
    ...documentKinds.map((kind) =>
      registerCommand(`telechat.write.${kind.id}`, parts.log, () => run(parts, kind)),
    ),
  );
}

/** Asks by a form what is to be written, and writes it. @param kind where the command names one */
async function run(parts: WriteFromBriefParts, kind?: DocumentKind): Promise<void> {
  const target = writingPlace();
  const ownKinds = await parts.ownKinds.read();
  const { memory } = parts;
  const asked = await askForDocument({ memory, ownKinds, kind, length: settings.writingLength() });
  if (asked === 'brief') return writeFromBrief(parts);
  if (!asked) return;
  const request = { ...asked, language: settings.writingLanguage() };
  await planAndWrite(parts, parts.engines.get(), request, target);
}

/** The cursor of a Markdown or plain text editor, where the command was started in one. */
function writingPlace(): WritingPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !['markdown', 'plaintext'].includes(editor.document.languageId)) return undefined;
  return { document: editor.document, offset: editor.document.offsetAt(editor.selection.active) };
}
