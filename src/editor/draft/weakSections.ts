import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { WeakSection } from '../../writing/draft/lastLook.ts';
import { readDocument } from '../../writing/outline/writtenDocument.ts';
import { SECTION_COMMANDS } from './sectionLenses.ts';

/** Says which sections of a finished document are worth writing again, and offers to do it, one after the other. */
export async function sayWeakSections(
  document: vscode.TextDocument,
  weak: readonly WeakSection[],
): Promise<void> {
  if (weak.length === 0) return;
  const rewrite = l10n.t('Rewrite Them');
  const message = l10n.t('Worth writing again: {0}', weak.map(describe).join(l10n.t(', ')));
  if ((await vscode.window.showInformationMessage(message, rewrite)) !== rewrite) return;
  for (const { title } of weak) {
    const section = findSection(document, title);
    if (!section) continue;
    const position = document.positionAt(section.start);
    await vscode.commands.executeCommand(SECTION_COMMANDS.rewrite, document.uri, position);
    // Cancelled: the rest is not wanted either.
    if (findSection(document, title)?.body === section.body) return;
  }
}

function findSection(document: vscode.TextDocument, title: string) {
  return readDocument(document.getText()).sections.find((section) => section.title === title);
}

function describe({ title, weakness }: WeakSection): string {
  return {
    repeats: l10n.t('{0} (says again what stands above)', title),
    language: l10n.t('{0} (in another language)', title),
    missingPoint: l10n.t('{0} (a point is missing)', title),
    short: l10n.t('{0} (far too short)', title),
  }[weakness];
}
