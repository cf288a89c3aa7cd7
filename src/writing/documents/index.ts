import * as l10n from '@vscode/l10n';
import { UsageError } from '../../shared/errors.ts';
import { email } from './email.ts';
import { essay } from './essay.ts';
import { job } from './job.ts';
import type { DocumentKind } from './kind.ts';
import { plan } from './plan.ts';
import { ppt } from './ppt.ts';
import { proposal } from './proposal.ts';
import { report } from './report.ts';
import { tender } from './tender.ts';
import { weekly } from './weekly.ts';

export type { DocumentKind } from './kind.ts';

/** Every kind of document that comes with the product, in the order in which a form offers them. */
export const documentKinds: readonly DocumentKind[] = [
  report,
  plan,
  weekly,
  proposal,
  email,
  ppt,
  tender,
  job,
  essay,
];

/**
 * Looks a kind up by its id or one of its names.
 * @param own kinds of the user's own, looked up beside those that come with the product
 * @throws UsageError when there is none of that name
 */
export function findKind(name: string, own: readonly DocumentKind[] = []): DocumentKind {
  const wanted = name.trim();
  const kinds = [...documentKinds, ...own];
  const kind = kinds.find((each) => [each.id, each.name, each.englishName].includes(wanted));
  if (kind) return kind;
  const known = kinds.map((each) => `${each.id} (${each.name})`).join(', ');
  throw new UsageError(
    l10n.t('the kind of document "{0}"', wanted),
    l10n.t('there is no such kind'),
    l10n.t('use one of {0}', known),
  );
}
