import * as l10n from '@vscode/l10n';
import { UsageError } from '../../shared/errors.ts';

/** What may be done to a text, in the order in which a menu offers it. */
export const REVISION_MODES = [
  'expand',
  'shorten',
  'polish',
  'formal',
  'plain',
  'continue',
  'translate',
  'custom',
] as const;

/** `continue` adds to the selection; every other mode replaces it. `custom` alone takes an instruction. */
export type RevisionMode = (typeof REVISION_MODES)[number];

/** A mode, and the person's own words where it is `custom`. */
export interface RevisionTask {
  readonly mode: RevisionMode;
  readonly instruction?: string;
}

/** An instruction on one line. @throws UsageError when it is empty */
export function parseInstruction(text: string): string {
  const instruction = text.replace(/\s+/g, ' ').trim();
  if (instruction) return instruction;
  throw new UsageError(
    l10n.t('the instruction'),
    l10n.t('it is empty'),
    l10n.t('say in a few words how the text is to be changed'),
  );
}
