import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isAbort, messageOf } from '../../shared/errors.ts';
import { SOURCE_ENDINGS } from '../../sources/sourceFormat.ts';
import type { Source } from '../../writing/brief/sources.ts';
import { readSourceFiles } from '../sourceFiles.ts';
import { type Answer, askChoice } from './step.ts';

const LANGUAGES = ['markdown', 'plaintext'];

interface Choice extends vscode.QuickPickItem {
  /** Undefined where the person did not choose after all. */
  readonly read: () => Promise<readonly Source[] | undefined>;
}

/**
 * Asks what the document is to draw on: nothing, the selection, the open editors, or files.
 * @param extensionUri where the extension lies
 */
export async function askSources(
  extensionUri: vscode.Uri,
  position: { readonly title: string; readonly step: number; readonly totalSteps: number },
): Promise<Answer<readonly Source[]>> {
  const items = choices(extensionUri);
  for (;;) {
    const answer = await askChoice({
      ...position,
      items,
      active: items[0],
      placeholder: l10n.t('What is it to draw on?'),
    });
    if ('moved' in answer) return answer;
    try {
      const sources = await answer.value.read();
      if (sources) return { value: sources };
    } catch (error) {
      if (!isAbort(error)) void vscode.window.showErrorMessage(messageOf(error));
    }
  }
}

function choices(extensionUri: vscode.Uri): readonly Choice[] {
  const selection = selectedText();
  const open = openDocuments();
  return [
    { label: l10n.t('No sources'), read: async () => [] },
    ...(selection
      ? [{ label: l10n.t('The selection'), description: selection.name, read: async () => [selection] }]
      : []),
    ...(open.length > 0
      ? [
          {
            label: l10n.t('Open editors'),
            description: open.map(({ name }) => name).join(', '),
            read: async () => open,
          },
        ]
      : []),
    { label: l10n.t('Files…'), read: () => pickFiles(extensionUri) },
  ];
}

function selectedText(): Source | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? '';
  return editor && text.trim() !== '' ? { name: nameOf(editor.document.uri), text } : undefined;
}

/** Markdown and plain text in the tabs, with text in them. */
function openDocuments(): Source[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = new Set(
    tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : undefined)),
  );
  return vscode.workspace.textDocuments
    .filter(({ uri, languageId }) => shown.has(uri.toString()) && LANGUAGES.includes(languageId))
    .map((document) => ({ name: nameOf(document.uri), text: document.getText() }))
    .filter(({ text }) => text.trim() !== '');
}

async function pickFiles(extensionUri: vscode.Uri): Promise<readonly Source[] | undefined> {
  const files = await chooseSourceFiles();
  return files && readSourceFiles(extensionUri, files);
}

/** Has the person choose files that can be sources; undefined when they leave. */
export function chooseSourceFiles(): Thenable<readonly vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: l10n.t('Use as sources'),
    filters: { [l10n.t('Documents, tables and text')]: [...SOURCE_ENDINGS] },
  });
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
