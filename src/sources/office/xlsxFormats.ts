import type { XmlElement } from '@rgrove/parse-xml';
import { format, getFormatFromId, isDateFormat } from 'numfmt';
import { attribute, elements, find } from './xml.ts';

/** Shows a number in the format of a cell's style; the style is the number in the cell's `s`. */
export type CellFormats = (value: number, style: number) => string;

/** Days between the two starts of Excel's calendar, 1900 and 1904. */
const DAYS_TO_1904 = 1462;
/** Formats of one's own have numbers from here on; those below are Excel's, some of which follow its language. */
const FIRST_OWN = 164;
const EXCELS_LANGUAGE = 'zh-CN';

/**
 * The number formats of a workbook's styles, ECMA-376 part 1, 18.8.30.
 * @param countsFrom1904 whether days are counted from 1904 on, as Excel for Mac once did
 */
export function cellFormats(styles: XmlElement | undefined, countsFrom1904: boolean): CellFormats {
  const own = new Map(
    listed(styles, 'numFmts').map((each) => [numberOf(each, 'numFmtId'), attribute(each, 'formatCode')]),
  );
  const patterns = listed(styles, 'cellXfs').map((each) => {
    const id = numberOf(each, 'numFmtId');
    return own.get(id) ?? (id < FIRST_OWN ? getFormatFromId(id, EXCELS_LANGUAGE) : 'General');
  });
  return (value, style) => {
    const pattern = patterns[style] ?? 'General';
    const shift = countsFrom1904 && isDateFormat(pattern) ? DAYS_TO_1904 : 0;
    return format(pattern, value + shift, { throws: false, nbsp: false });
  };
}

function listed(styles: XmlElement | undefined, name: string): XmlElement[] {
  const list = styles && find(styles, name);
  return list ? elements(list) : [];
}

function numberOf(element: XmlElement, name: string): number {
  return Number(attribute(element, name) ?? 0);
}
