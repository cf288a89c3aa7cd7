import * as l10n from '@vscode/l10n';
import { UserError } from '../../shared/errors.ts';
import type { Conversion, LeftPicture } from './convert.ts';
import type { ExportFormat } from './document.ts';
import type { ExportStyle } from './exportStyles.ts';

/** How a document is exported beside its format. */
export interface ExportOptions {
  /** Style of a Word file; `business` when absent. */
  readonly style?: ExportStyle;
  /** A Word document whose look is taken over, in the place of the style: its bytes, and its name for messages. */
  readonly reference?: { readonly name: string; readonly bytes: Uint8Array };
  /** Folder of the document, where its pictures are looked for; without one, only those with a whole path are. */
  readonly folder?: string;
  /** Hears of each picture that is not in the file, in words. */
  readonly note?: (text: string) => void;
}

/**
 * Turns a finished Markdown document into a Word or PowerPoint file.
 * @param name title of a document that states none
 * @returns the file's bytes
 * @throws UserError when there is nothing to export, no heading that a slide could begin with, front matter that an official
 *   document cannot have, or a reference that is no Word document; AbortError when `signal` aborts
 */
export async function exportDocument(
  markdown: string,
  format: ExportFormat,
  name: string,
  signal: AbortSignal,
  { style = 'business', reference, folder, note = () => {} }: ExportOptions = {},
): Promise<Uint8Array> {
  // The converter is no part of the bundles that import this: loading it would slow every start.
  const { convert } = await import('./convert.ts');
  signal.throwIfAborted();
  const request = {
    markdown,
    format,
    name,
    style,
    ...(folder === undefined ? {} : { folder }),
    ...(reference ? { reference: reference.bytes } : {}),
  };
  const conversion = await convert(request, signal);
  signal.throwIfAborted();
  if (conversion.outcome !== 'written') throw failure(conversion, name, reference?.name ?? '');
  for (const picture of conversion.leftOut) note(describe(picture));
  return conversion.file;
}

type Failure = Exclude<Conversion, { readonly outcome: 'written' }>;

function failure(conversion: Failure, name: string, reference: string): UserError {
  switch (conversion.outcome) {
    case 'empty':
      return new UserError(
        l10n.t('the document {0}', name),
        l10n.t('there is nothing in it'),
        l10n.t('write something first'),
      );
    case 'noHeadings':
      return new UserError(
        l10n.t('the document {0}', name),
        l10n.t('it has no heading, and every slide begins with one'),
        l10n.t('put headings such as "{0}" above its parts, or export it to Word', '## 总体目标'),
      );
    case 'badField':
      return new UserError(
        l10n.t('the front matter’s “{0}”', conversion.field),
        l10n.t('“{0}” cannot stand there in an official document', conversion.value),
        l10n.t('write it like {0}', conversion.form),
      );
    case 'badReference':
      return new UserError(
        l10n.t('the document {0}', reference),
        {
          format: l10n.t('it is no Word document (.docx)'),
          protected: l10n.t('it has a password or is of an old format (.doc)'),
          large: l10n.t('it unpacks to more than 64 MB'),
        }[conversion.problem],
        l10n.t('save one as .docx without a password, and choose that'),
      );
  }
}

function describe({ address, problem }: LeftPicture): string {
  const shown = address.length > 100 ? `${address.slice(0, 100)}…` : address;
  switch (problem) {
    case 'missing':
      return l10n.t('the picture {0} is not there: its description stands in its place', shown);
    case 'remote':
      return l10n.t(
        'the picture {0} is not on this machine: a link or its description stands in its place',
        shown,
      );
    case 'format':
      return l10n.t('the picture {0} is no PNG, JPEG or GIF: its description stands in its place', shown);
    case 'large':
      return l10n.t('the picture {0} has more than 64 MB: its description stands in its place', shown);
  }
}
