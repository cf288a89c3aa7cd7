import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import {
  changeSection,
  SECTION_OPERATIONS,
  type SectionOperation,
  type SectionPlace,
} from '../../writing/draft/sectionOperations.ts';
import { readDocument, type WrittenSection } from '../../writing/outline/writtenDocument.ts';
import { registerCommand } from '../command.ts';
import { DocumentStream } from '../document/documentStream.ts';
import { SectionReplacement } from '../document/sectionReplacement.ts';
import type { DraftStore } from '../draft/draftStore.ts';
import { draftOf, SECTION_COMMANDS } from '../draft/sectionLenses.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { showThinking, withProgress } from '../progress.ts';

/** What changes a section: `drafts` knows how a document came about, with its request and outline. */
export interface ChangeSectionParts {
  readonly engines: EngineProvider;
  readonly drafts: DraftStore;
  readonly log: vscode.LogOutputChannel;
}

/** Registers a command for each section operation: on the section at a place, or from the palette on the one at the cursor. */
export function registerSectionCommands(parts: ChangeSectionParts): vscode.Disposable {
  return vscode.Disposable.from(
    ...SECTION_OPERATIONS.map((operation) =>
      registerCommand(
        SECTION_COMMANDS[operation],
        parts.log,
        (uri?: vscode.Uri, position?: vscode.Position) => run(parts, operation, uri, position),
      ),
    ),
  );
}

async function run(
  { engines, drafts }: ChangeSectionParts,
  operation: SectionOperation,
  uri: vscode.Uri | undefined,
  position: vscode.Position | undefined,
): Promise<void> {
  const editor = uri ? await vscode.window.showTextDocument(uri) : vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'markdown') throw noSection();
  const { document } = editor;
  const place = findSection(document, position ?? editor.selection.active, drafts);
  const section = place.document.sections[place.index];
  if (!section) throw noSection();
  const engine = engines.get();
  await withProgress(l10n.t('Writing “{0}”', section.title), async (report, signal) => {
    const bodies = changeSection(showThinking(engine, report), place, operation, signal);
    await (operation === 'continue' || operation === 'longer'
      ? append(document, section, bodies)
      : replace(document, section, bodies));
  });
}

/** The section that a position is in; of index -1 above the first. */
function findSection(
  document: vscode.TextDocument,
  position: vscode.Position,
  drafts: DraftStore,
): SectionPlace {
  const written = readDocument(document.getText());
  const offset = document.offsetAt(position);
  const index = written.sections.findLastIndex(({ start }) => start <= offset);
  return { document: written, index, draft: draftOf(drafts, document) };
}

async function append(
  document: vscode.TextDocument,
  section: WrittenSection,
  bodies: AsyncIterable<string>,
): Promise<void> {
  const stream = new DocumentStream(document, section.bodyEnd);
  let shown = section.body;
  try {
    for await (const body of bodies) {
      await stream.write(body.slice(shown.length));
      shown = body;
    }
  } finally {
    await stream.end().finally(() => stream.dispose());
  }
}

async function replace(
  document: vscode.TextDocument,
  section: WrittenSection,
  bodies: AsyncIterable<string>,
): Promise<void> {
  const replacement = new SectionReplacement(document, section.bodyStart, section.bodyEnd);
  let whole = false;
  try {
    for await (const body of bodies) await replacement.show(body);
    whole = true;
  } finally {
    await (whole ? replacement.accept() : replacement.reject()).finally(() => replacement.dispose());
  }
}

function noSection(): UserError {
  return new UserError(
    l10n.t('there is no section here'),
    l10n.t('a section begins with a second-level heading (##) in a Markdown document'),
    l10n.t('put the cursor into a section'),
  );
}
