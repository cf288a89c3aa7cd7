import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../../shared/errors.ts';
import {
  parseInstruction,
  REVISION_MODES,
  type RevisionMode,
  type RevisionTask,
} from '../../writing/revision/revisionMode.ts';
import { modeWords } from '../revision/revisionModes.ts';

const LAST_INSTRUCTION = 'revision.instruction';

/**
 * Asks what is to be done to a text.
 * @param memory keeps the last instruction for the next time
 * @param chosen the mode, where it was chosen in a menu
 * @returns undefined when the person left the form
 */
export async function askForRevision(
  memory: vscode.Memento,
  chosen?: RevisionMode,
): Promise<RevisionTask | undefined> {
  const mode = chosen ?? (await askForMode());
  if (mode !== 'custom') return mode && { mode };
  const instruction = await askForInstruction(memory);
  return instruction === undefined ? undefined : { mode, instruction };
}

async function askForMode(): Promise<RevisionMode | undefined> {
  const items = REVISION_MODES.map((mode) => {
    const { label, description, icon } = modeWords(mode);
    return { mode, label: `$(${icon}) ${label}`, description };
  });
  const placeHolder = l10n.t('What is to be done to the text?');
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.mode;
}

async function askForInstruction(memory: vscode.Memento): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    prompt: l10n.t('How is the text to be changed?'),
    placeHolder: l10n.t('For example: 改成三点，每点一句话'),
    value: memory.get(LAST_INSTRUCTION, ''),
    ignoreFocusOut: true,
    validateInput: whatIsWrong,
  });
  if (typed === undefined) return undefined;
  const instruction = parseInstruction(typed);
  await memory.update(LAST_INSTRUCTION, instruction);
  return instruction;
}

function whatIsWrong(typed: string): string | undefined {
  try {
    parseInstruction(typed);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
