import type { XmlElement } from '@rgrove/parse-xml';
import { ListCounter } from './docxLists.ts';
import { listPlace, type ParagraphStyle, valueOfChild } from './docxStyles.ts';
import type { Parts } from './package.ts';
import { descendants, find, parseXml } from './xml.ts';

/** Style ids by what they say. */
type Styles = ReadonlyMap<string, ParagraphStyle>;

/** mammoth's rules for the styles of a document: those with an outline level are headings. */
export function headingRules(styles: Styles): string[] {
  const headings = [...styles.values()].flatMap(({ name, outlineLevel }) =>
    outlineLevel !== undefined && outlineLevel < 6 && !/['\\]/.test(name)
      ? [`p[style-name='${name}'] => h${outlineLevel + 1}:fresh`]
      : [],
  );
  return ["p[style-name='Title'] => h1:fresh", ...headings];
}

/**
 * A document part in which the numbers that Word shows before headings, such as 第一章, stand as text: they are counted, and
 * nowhere in the file.
 */
export function withHeadingNumbers(parts: Parts, document: string, styles: Styles): Buffer {
  // Offsets are those of a text whose lines end as XML's do.
  const text = new TextDecoder().decode(parts.get(document)).replace(/\r\n?/g, '\n');
  const counter = new ListCounter(parts, document);
  let numbered = '';
  let copied = 0;
  for (const paragraph of descendants(parseXml(Buffer.from(text)), 'p')) {
    const properties = find(paragraph, 'pPr');
    const number = properties && numberOf(properties, styles, counter);
    if (!number) continue;
    const prefix = paragraph.name.slice(0, -1);
    const run = `<${prefix}r><${prefix}t xml:space="preserve">${escaped(number)}</${prefix}t></${prefix}r>`;
    numbered += text.slice(copied, properties.end) + run;
    copied = properties.end;
  }
  return Buffer.from(numbered + text.slice(copied));
}

/** Counts a paragraph that is in a list. @returns its number where it is a heading */
function numberOf(properties: XmlElement, styles: Styles, counter: ListCounter): string {
  const id = valueOfChild(properties, 'pStyle') ?? '';
  const style = styles.get(id);
  const own = find(properties, 'numPr');
  const place = { ...style, ...(own && listPlace(own)) };
  // 0 takes a paragraph out of the list of its style.
  if (place.list === undefined || place.list === '0') return '';
  const number = counter.count(place.list, place.level, id);
  if (style?.outlineLevel === undefined || number === '') return '';
  return /[、.．）)]$/.test(number) ? number : `${number} `;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
