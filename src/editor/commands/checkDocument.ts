import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import { saidIn } from '../../writing/brief/request.ts';
import { checkDocument, type Expectation } from '../../writing/check/checkDocument.ts';
import { printReport } from '../../writing/check/printReport.ts';
import type { Draft } from '../../writing/draft/draft.ts';
import { registerCommand } from '../command.ts';
import { Previews } from '../document/previews.ts';
import type { DraftStore } from '../draft/draftStore.ts';
import { draftOf } from '../draft/sectionLenses.ts';

const SCHEME = 'telechat-check';

/** "Check Document": a report on the active Markdown document, shown as a preview beside it. */
export function registerCheckDocument(drafts: DraftStore, log: vscode.LogOutputChannel): vscode.Disposable {
  const previews = new Previews(SCHEME);
  return vscode.Disposable.from(
    previews,
    registerCommand('telechat.checkDocument', log, async () => {
      const document = activeMarkdown();
      await previews.show(reportUri(document), reportOn(document, drafts), 'markdown.showPreviewToSide');
    }),
  );
}

function activeMarkdown(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'markdown') return document;
  throw new UserError(
    l10n.t('the check'),
    l10n.t('the active editor holds no Markdown'),
    l10n.t('open a Markdown document and run the command again'),
  );
}

/** A report has one place for each document, so that a second check replaces the first; its name ends with `.md` once. */
function reportUri(document: vscode.TextDocument): vscode.Uri {
  const name = `${l10n.t('Check of {0}', nameOf(document).replace(/\.md$/, ''))}.md`;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: document.uri.toString() });
}

function reportOn(document: vscode.TextDocument, drafts: DraftStore): string {
  const draft = draftOf(drafts, document);
  const report = checkDocument(document.getText(), draft ? expectationOf(draft) : {});
  // A preview follows links to files alone, not to documents without one.
  const linkTo = (line: number) => document.uri.with({ fragment: `L${line}` }).toString();
  return printReport(report, nameOf(document), document.uri.scheme === 'file' ? linkTo : undefined);
}

function expectationOf({ outline, request }: Draft): Expectation {
  const given = request.sources?.length ? saidIn(request) : undefined;
  return { outline, length: request.length, given };
}

function nameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? document.uri.path;
}
