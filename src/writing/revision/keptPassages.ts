import * as l10n from '@vscode/l10n';
import type { KeptReason } from './passageReviser.ts';
import type { FinishedRevision } from './revisionEvents.ts';

/** Says in words which passages a revision left as they were, and why; undefined when it changed them all. */
export function describeKept({ passages, kept }: FinishedRevision): string | undefined {
  if (kept.length === 0) return undefined;
  const reasons = [...new Set(kept)].map(reasonInWords).join(l10n.t(', '));
  return kept.length === passages
    ? l10n.t('The text stays as it was: {0}.', reasons)
    : l10n.t('{0} of {1} passages stay as they were: {2}.', kept.length, passages, reasons);
}

function reasonInWords(reason: KeptReason): string {
  switch (reason) {
    case 'empty':
      return l10n.t('the model returned nothing');
    case 'unchanged':
      return l10n.t('the model returned the same text');
    case 'cutOff':
      return l10n.t('the model came to no end');
    case 'notLonger':
      return l10n.t('what the model returned was not longer');
    case 'notShorter':
      return l10n.t('what the model returned was not shorter');
  }
}
