import * as l10n from '@vscode/l10n';
import { UsageError } from '../../errors.ts';
import type { DocumentKind } from './kind.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';

export type { DocumentKind } from './kind.ts';

/** Every kind of document, in the order in which a form offers them. */
export const documentKinds: readonly DocumentKind[] = [report, plan];

/**
 * Looks a kind up by its id or its Chinese name.
 * @throws UsageError when there is none of that name
 */
export function findKind(name: string): DocumentKind {
  const wanted = name.trim();
  const kind = documentKinds.find((each) => each.id === wanted || each.name === wanted);
  if (kind) return kind;
  const known = documentKinds.map((each) => `${each.id} (${each.name})`).join(', ');
  throw new UsageError(
    l10n.t('the kind of document "{0}"', wanted),
    l10n.t('there is no such kind'),
    l10n.t('use one of {0}', known),
  );
}
