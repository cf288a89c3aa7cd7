import type { XmlElement } from '@rgrove/parse-xml';
import type { CellFormats } from './xlsxFormats.ts';
import { elements, find } from './xml.ts';

/** What the cells of all sheets refer to. */
export interface Workbook {
  readonly sharedTexts: readonly string[];
  readonly formats: CellFormats;
}

/** The texts that cells refer to by their number. */
export function sharedTexts(table: XmlElement | undefined): string[] {
  return table ? elements(table, 'si').map(richText) : [];
}

/** The text of an element that holds `t`, alone or in runs; readings above Chinese characters are left out. */
export function richText(element: XmlElement): string {
  const runs = elements(element, 'r').map((run) => find(run, 't')?.text ?? '');
  return (find(element, 't')?.text ?? '') + runs.join('');
}
