import * as l10n from '@vscode/l10n';
import type { RevisionMode } from '../../writing/revision/revisionMode.ts';

/** How a mode shows in menus. */
export interface ModeWords {
  readonly label: string;
  readonly description: string;
  /** Of VS Code's icons. */
  readonly icon: string;
}

/** The words for a mode, in the editor's language. */
export function modeWords(mode: RevisionMode): ModeWords {
  switch (mode) {
    case 'expand':
      return {
        icon: 'unfold',
        label: l10n.t('Expand'),
        description: l10n.t('say more, with the same meaning'),
      };
    case 'shorten':
      return { icon: 'fold', label: l10n.t('Shorten'), description: l10n.t('keep the main points') };
    case 'polish':
      return { icon: 'sparkle', label: l10n.t('Polish'), description: l10n.t('better wording') };
    case 'formal':
      return { icon: 'briefcase', label: l10n.t('More Formal'), description: l10n.t('official style') };
    case 'plain':
      return { icon: 'comment', label: l10n.t('Plainer'), description: l10n.t('simple and natural') };
    case 'continue':
      return { icon: 'arrow-right', label: l10n.t('Continue'), description: l10n.t('go on where it ends') };
    case 'translate':
      return {
        icon: 'globe',
        label: l10n.t('Translate'),
        description: l10n.t('Chinese into English, English into Chinese'),
      };
    case 'custom':
      return {
        icon: 'edit',
        label: l10n.t('By Your Instruction…'),
        description: l10n.t('in your own words'),
      };
  }
}
