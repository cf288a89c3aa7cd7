import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Draft } from '../../writing/draft/draft.ts';
import { SECTION_OPERATIONS, type SectionOperation } from '../../writing/draft/sectionOperations.ts';
import { printHeading } from '../../writing/outline/outline.ts';
import { readDocument } from '../../writing/outline/writtenDocument.ts';
import type { DraftStore } from './draftStore.ts';

const MARKDOWN: vscode.DocumentSelector = { language: 'markdown' };

/** The command of each operation; its argument is the place of the section, absent from the palette. */
export const SECTION_COMMANDS: Readonly<Record<SectionOperation, string>> = {
  rewrite: 'telechat.rewriteSection',
  continue: 'telechat.continueSection',
  longer: 'telechat.lengthenSection',
  shorter: 'telechat.shortenSection',
};

const ICONS: Readonly<Record<SectionOperation, string>> = {
  rewrite: '$(refresh)',
  continue: '$(arrow-down)',
  longer: '$(unfold)',
  shorter: '$(fold)',
};

function operationTitle(operation: SectionOperation): string {
  return {
    rewrite: l10n.t('Rewrite this section'),
    continue: l10n.t('Continue from here'),
    longer: l10n.t('Make longer'),
    shorter: l10n.t('Make shorter'),
  }[operation];
}

/** The draft that a document came from: by its place, or by its title where it was saved elsewhere. */
export function draftOf(drafts: DraftStore, document: vscode.TextDocument): Draft | undefined {
  const place = document.uri.toString();
  const { title } = readDocument(document.getText());
  return (
    drafts.all.find((draft) => draft.place === place && draft.title === title) ??
    drafts.all.find((draft) => draft.title === title)
  );
}

/**
 * Offers the section operations: as lenses above the headings of a document that was written here, as code actions in any
 * Markdown document; and to resume where a draft stopped.
 */
export class SectionLenses implements vscode.CodeLensProvider, vscode.CodeActionProvider, vscode.Disposable {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly drafts: DraftStore) {
    this.onDidChangeCodeLenses = drafts.onDidChange;
    this.subscriptions = [
      vscode.languages.registerCodeLensProvider(MARKDOWN, this),
      vscode.languages.registerCodeActionsProvider(MARKDOWN, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.RefactorRewrite],
      }),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const draft = draftOf(this.drafts, document);
    if (!draft || draft.state === 'writing') return [];
    return readDocument(document.getText()).sections.flatMap(({ start, title }) => {
      const position = document.positionAt(start);
      const range = new vscode.Range(position, position);
      return stoppedAt(draft) === title
        ? [new vscode.CodeLens(range, resumeCommand(draft))]
        : SECTION_OPERATIONS.map(
            (operation) =>
              new vscode.CodeLens(range, {
                title: `${ICONS[operation]} ${operationTitle(operation)}`,
                command: SECTION_COMMANDS[operation],
                arguments: [document.uri, position],
              }),
          );
    });
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const offset = document.offsetAt(range.start);
    const section = readDocument(document.getText()).sections.findLast(({ start }) => start <= offset);
    if (!section) return [];
    return SECTION_OPERATIONS.map((operation) => {
      const title = `TeleChat: ${operationTitle(operation)}`;
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
      action.command = {
        title,
        command: SECTION_COMMANDS[operation],
        arguments: [document.uri, range.start],
      };
      return action;
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function stoppedAt({ state, written, outline }: Draft): string | undefined {
  return state === 'stopped' ? outline.sections[written.bodies.length]?.title : undefined;
}

function resumeCommand(draft: Draft): vscode.Command {
  const index = draft.written.bodies.length;
  const heading = printHeading(index, draft.outline.sections[index]?.title ?? '');
  return {
    title: `$(debug-continue) ${l10n.t('Resume the draft at “{0}”', heading)}`,
    command: 'telechat.resumeDraft',
    arguments: [draft.id],
  };
}
