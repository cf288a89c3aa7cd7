import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { passagesGivenAt } from '../../writing/draft/givenPassages.ts';
import type { DraftStore } from './draftStore.ts';
import { draftOf } from './sectionLenses.ts';

/** Passages that a hover has room for. */
const SHOWN = 3;

/** Hovering a document that was written from sources shows which passages of which file its section was given. */
export function registerPassageHover(drafts: DraftStore): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'markdown' },
    { provideHover: (document, position) => hoverAt(drafts, document, position) },
  );
}

function hoverAt(
  drafts: DraftStore,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | undefined {
  const draft = document.lineAt(position).isEmptyOrWhitespace ? undefined : draftOf(drafts, document);
  if (!draft?.given) return undefined;
  const passages = passagesGivenAt(draft, document.getText(), document.offsetAt(position));
  if (passages.length === 0) return undefined;
  const shown = new vscode.MarkdownString();
  shown.appendText(
    l10n.t('When this section was written the model was given, most like this paragraph first:'),
  );
  for (const { source, text } of passages.slice(0, SHOWN)) {
    // What a source says is shown as it is: it is nobody's Markdown here.
    shown.appendText(`\n\n${source}`).appendCodeblock(text, 'text');
  }
  const more = passages.length - SHOWN;
  if (more > 0) shown.appendText(l10n.t('and {0} more passages', more));
  return new vscode.Hover(shown, document.lineAt(position).range);
}
