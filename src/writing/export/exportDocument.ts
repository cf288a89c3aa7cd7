import * as l10n from '@vscode/l10n';
import { UserError } from '../../shared/errors.ts';
import type { ExportFormat } from './document.ts';

/**
 * Turns a finished Markdown document into a Word or PowerPoint file.
 * @param name title of a document that states none
 * @returns the file's bytes
 * @throws UserError when there is nothing to export, or no heading that a slide could begin with; AbortError when
 *   `signal` aborts
 */
export async function exportDocument(
  markdown: string,
  format: ExportFormat,
  name: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // The converter is no part of the bundles that import this: loading it would slow every start.
  const { convert } = await import('./convert.ts');
  signal.throwIfAborted();
  const file = await convert(markdown, format, name);
  signal.throwIfAborted();
  if (file === 'empty') {
    throw new UserError(
      l10n.t('the document {0}', name),
      l10n.t('there is nothing in it'),
      l10n.t('write something first'),
    );
  }
  if (file === 'noHeadings') {
    throw new UserError(
      l10n.t('the document {0}', name),
      l10n.t('it has no heading, and every slide begins with one'),
      l10n.t('put headings such as "{0}" above its parts, or export it to Word', '## 总体目标'),
    );
  }
  return file;
}
