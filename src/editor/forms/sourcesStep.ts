import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../shared/errors.ts';
import { decodeText } from '../../shared/files/textBytes.ts';
import type { Source } from '../../writing/brief/sources.ts';
import { type Answer, askChoice } from './step.ts';

const LANGUAGES = ['markdown', 'plaintext'];

interface Choice extends vscode.QuickPickItem {
  /** Undefined where the person did not choose after all. */
  readonly read: () => Promise<readonly Source[] | undefined>;
}

/** Asks what the document is to draw on: nothing, the selection, the open editors, or files. */
export async function askSources(position: {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}): Promise<Answer<readonly Source[]>> {
  const items = choices();
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
      void vscode.window.showErrorMessage(messageOf(error));
    }
  }
}

function choices(): readonly Choice[] {
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
    { label: l10n.t('Files…'), read: pickFiles },
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

async function pickFiles(): Promise<readonly Source[] | undefined> {
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: l10n.t('Use as sources'),
    filters: { [l10n.t('Markdown and text')]: ['md', 'markdown', 'txt'] },
  });
  return uris && Promise.all(uris.map(readFile));
}

/** @throws UserError when the file is no text in UTF-8 or GBK */
async function readFile(uri: vscode.Uri): Promise<Source> {
  const name = nameOf(uri);
  const decoded = decodeText(await vscode.workspace.fs.readFile(uri));
  if (decoded && !decoded.text.includes('\0')) return { name, text: decoded.text };
  throw new UserError(
    l10n.t('the source {0}', name),
    l10n.t('it is no text in UTF-8 or GBK'),
    l10n.t('choose a file in Markdown or plain text'),
  );
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
