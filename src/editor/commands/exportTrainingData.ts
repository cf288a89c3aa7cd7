import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import {
  type AcceptedDocument,
  documentRecord,
  type TrainingForm,
} from '../../writing/training/documentRecord.ts';
import { printRecords } from '../../writing/training/trainingRecord.ts';
import { registerCommand } from '../command.ts';
import { acceptedDocuments } from '../draft/acceptedDocuments.ts';
import type { DraftStore } from '../draft/draftStore.ts';

/** Registers "Export Finished Documents for Fine-Tuning…". */
export function registerTrainingData(drafts: DraftStore, log: vscode.LogOutputChannel): vscode.Disposable {
  return registerCommand('telechat.exportTrainingData', log, () => run(drafts));
}

/** Nothing is written before the person has agreed, has chosen the documents, and has seen and saved the data. */
async function run(drafts: DraftStore): Promise<void> {
  const documents = await acceptedDocuments(drafts);
  if (documents.length === 0) throw noDocument();
  if (!(await consent())) return;
  const chosen = await chooseDocuments(documents);
  if (!chosen || chosen.length === 0) return;
  const form = await chooseForm();
  if (!form) return;
  const records = chosen.flatMap((document) => documentRecord(document, form) ?? []);
  await preview(printRecords(records), records.length);
}

async function consent(): Promise<boolean> {
  const agree = l10n.t('Choose Documents…');
  const detail = l10n.t(
    'The data hold the topics, key points, fields and full texts of the documents that you choose, readable by anyone who has the file; a model trained on them may repeat them. They stay on this machine: nothing is sent, and nothing is saved before you save it.',
  );
  const question = l10n.t('Make training data from your documents?');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, agree)) === agree;
}

async function chooseDocuments(
  documents: readonly AcceptedDocument[],
): Promise<readonly AcceptedDocument[] | undefined> {
  const items = documents.map((document) => ({
    label: document.title,
    description: l10n.t('{0} characters', document.text.length),
    document,
  }));
  const placeHolder = l10n.t('Which documents may a model learn from?');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, canPickMany: true });
  return chosen?.map(({ document }) => document);
}

async function chooseForm(): Promise<TrainingForm | undefined> {
  const items: (vscode.QuickPickItem & { readonly form: TrainingForm })[] = [
    {
      label: l10n.t('Conversation'),
      detail: l10n.t('An outline, then section after section, as TeleChat Writer writes'),
      form: 'conversation',
    },
    { label: l10n.t('Single turn'), detail: l10n.t('One question, the whole document'), form: 'single' },
  ];
  const placeHolder = l10n.t('How should a document be asked for?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.form;
}

async function preview(content: string, count: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'jsonl', content });
  await vscode.window.showTextDocument(document, { preview: false });
  const save = l10n.t('Save As…');
  const message = l10n.t('Records of training data: {0}. Look them through, then save them.', count);
  if ((await vscode.window.showInformationMessage(message, save)) !== save) return;
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('workbench.action.files.saveAs');
}

function noDocument(): UserError {
  return new UserError(
    l10n.t('there is no finished document'),
    l10n.t('only documents that were written here to their end, and that still exist, are used'),
    l10n.t('write one with "{0}", and save it', l10n.t('Write a Document…')),
  );
}
