import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine.ts';
import { readBrief, validateBrief } from '../../writing/brief/reading/readBrief.ts';
import { type BriefReading, requestOfReading } from '../../writing/brief/reading/reading.ts';
import { parseReading, printReading } from '../../writing/brief/reading/readingText.ts';
import type { Source } from '../../writing/brief/sources.ts';
import type { DocumentKind } from '../../writing/documents/index.ts';
import { registerCommand } from '../command.ts';
import type { EngineProvider } from '../engineProvider.ts';
import type { OwnKinds } from '../ownKinds.ts';
import { showThinking, withProgress } from '../progress.ts';
import { settings } from '../settings.ts';
import { type PlanAndWriteParts, planAndWrite } from './planAndWrite.ts';

/** From a brief to its document; `memory` keeps a brief of which no document has come yet. */
export interface WriteFromBriefParts extends PlanAndWriteParts {
  readonly engines: EngineProvider;
  readonly ownKinds: OwnKinds;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

const UNFINISHED_BRIEF = 'telechat.brief';

/** Registers "Write from a Brief…". */
export function registerWriteFromBrief(parts: WriteFromBriefParts): vscode.Disposable {
  return registerCommand('telechat.writeFromBrief', parts.log, () => writeFromBrief(parts));
}

/**
 * Has the person say in their own words what is to be written, shows what was read out of that, and writes it. The selection
 * is the brief where there is one, or the open file where the person chooses it.
 * @param sources what the document draws on, where the person has chosen it already
 */
export async function writeFromBrief(parts: WriteFromBriefParts, sources?: readonly Source[]): Promise<void> {
  const { review, memory, engines } = parts;
  const given = await givenBrief(memory.get(UNFINISHED_BRIEF, ''));
  if (given === undefined) return;
  const brief = await review.edit(given, validateBrief, {
    hint: l10n.t('Go on with this brief: Ctrl+Enter'),
    advice: l10n.t('Say in your own words what is to be written: kind, length, reader, what it must say'),
    takesLines: true,
  });
  if (brief === undefined) return;
  await memory.update(UNFINISHED_BRIEF, brief);
  const ownKinds = await parts.ownKinds.read();
  const engine = engines.get();
  const reading = await readOut(engine, brief, ownKinds);
  const read = await review.edit(
    `${printReading(reading)}\n`,
    (text) => parseReading(text, reading, ownKinds),
    {
      hint: l10n.t('Plan this document: Enter, or Ctrl+Enter after a change'),
    },
  );
  if (!read) return;
  const request = requestOfReading(read, brief, sources ? { sources } : {});
  await planAndWrite(parts, engine, request, undefined, () => memory.update(UNFINISHED_BRIEF, undefined));
}

/** What the brief's editor begins with; undefined when the person left the question. */
async function givenBrief(unfinished: string): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? '';
  if (selected.trim() !== '') return selected;
  const opened = editor && isText(editor.document) ? editor.document.getText() : '';
  if (!editor || opened.trim() === '') return unfinished;
  const items = [
    { label: l10n.t('A new brief'), text: unfinished },
    { label: l10n.t('The open file'), description: nameOf(editor.document.uri), text: opened },
  ];
  const placeHolder = l10n.t('Where is the brief?');
  return (await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true }))?.text;
}

function readOut(engine: Engine, brief: string, ownKinds: readonly DocumentKind[]): Thenable<BriefReading> {
  const language = settings.writingLanguage();
  return withProgress(l10n.t('Reading the brief'), (report, signal) => {
    const said = { language: language === 'auto' ? undefined : language };
    const options = { ownKinds, said, usualLength: settings.writingLength() };
    return readBrief(showThinking(engine, report), brief, options, signal);
  });
}

function isText({ languageId }: vscode.TextDocument): boolean {
  return ['markdown', 'plaintext'].includes(languageId);
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
