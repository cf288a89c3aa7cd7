import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import type { Draft } from '../../writing/draft/draft.ts';
import { findResumePoint, type ResumePoint, restoreDraft } from '../../writing/draft/resumePoint.ts';
import { registerCommand } from '../command.ts';
import { openDraftDocument } from '../draft/draftDocument.ts';
import type { DraftStore } from '../draft/draftStore.ts';
import { writeDraft } from '../draft/draftWriter.ts';
import type { EngineProvider } from '../engineProvider.ts';

/** `drafts` has what is unfinished; the engine of `engines` writes on. */
export interface ResumeDraftParts {
  readonly engines: EngineProvider;
  readonly drafts: DraftStore;
  readonly log: vscode.LogOutputChannel;
}

const RESUME_COMMAND = 'telechat.resumeDraft';

/** Registers "Resume a Draft…": goes on with a document that was interrupted, where it stopped. */
export function registerResumeDraft(parts: ResumeDraftParts): vscode.Disposable {
  return registerCommand(RESUME_COMMAND, parts.log, (id?: string) => run(parts, id));
}

/** @param id of the draft; absent, the person chooses */
async function run({ engines, drafts }: ResumeDraftParts, id?: string): Promise<void> {
  const wanted = id ?? (await choose(drafts))?.id;
  const draft = wanted === undefined ? undefined : await drafts.latest(wanted);
  if (!draft) return;
  const document = await openDraftDocument(draft);
  const point = (document && findResumePoint(document.getText(), draft)) ?? undefined;
  await (document && point
    ? resumeIn(document, draft, point, engines, drafts)
    : resumeInNew(draft, engines, drafts));
}

/** Offers, once, to go on with a document on which the program ended. */
export async function offerInterruptedDraft(drafts: DraftStore): Promise<void> {
  const draft = await drafts.interrupted();
  if (!draft) return;
  const resume = l10n.t('Resume');
  const discard = l10n.t('Discard the Draft');
  const question = l10n.t('“{0}” was interrupted in section {1}.', draft.title, position(draft));
  const answer = await vscode.window.showInformationMessage(question, resume, discard);
  if (answer === resume) await vscode.commands.executeCommand(RESUME_COMMAND, draft.id);
  else if (answer === discard) await drafts.remove(draft.id);
  else drafts.save({ ...draft, state: 'stopped' });
}

async function choose(drafts: DraftStore): Promise<Draft | undefined> {
  const unfinished = drafts.all.filter(({ state }) => state !== 'finished');
  if (unfinished.length === 0) {
    throw new UserError(
      l10n.t('there is no draft to resume'),
      l10n.t('every document here is finished'),
      l10n.t('start a new one with "{0}"', l10n.t('Write a Document…')),
    );
  }
  const items = unfinished.map((draft) => ({
    label: draft.title,
    description: l10n.t('section {0}', position(draft)),
    detail: new Date(draft.savedAt).toLocaleString(vscode.env.language),
    draft,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: l10n.t('Which draft?') }))?.draft;
}

function position({ written, outline }: Draft): string {
  const count = outline.sections.length;
  return `${Math.min(written.bodies.length + 1, count)}/${count}`;
}

async function resumeIn(
  document: vscode.TextDocument,
  draft: Draft,
  point: ResumePoint,
  engines: EngineProvider,
  drafts: DraftStore,
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const position = document.positionAt(point.offset);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
  if (point.before) await editor.edit((builder) => builder.insert(position, point.before));
  const offset = point.offset + point.before.length;
  const resumed: Draft = { ...draft, state: 'writing', written: point.written };
  await writeDraft(engines.get(), drafts, resumed, { document, offset });
}

async function resumeInNew(draft: Draft, engines: EngineProvider, drafts: DraftStore): Promise<void> {
  const { text, written } = restoreDraft(draft);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
  await vscode.window.showTextDocument(document, { preview: false });
  const resumed: Draft = {
    ...draft,
    state: 'writing',
    written,
    place: document.uri.toString(),
    following: '',
  };
  await writeDraft(engines.get(), drafts, resumed, { document, offset: text.length });
}
