import type { XmlElement } from '@rgrove/parse-xml';
import { ListCounter } from './docxLists.ts';
import { listPlace, type ParagraphStyle, valueOfChild } from './docxStyles.ts';
import type { Parts } from './package.ts';
import { descendants, elements, find, parseXml } from './xml.ts';

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

/** What is put in the place of a part of a text; offsets count UTF-16 units. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A document part as mammoth is to read it. The numbers that Word shows before headings, such as 第一章, stand as text: they are
 * counted, and nowhere in the file. Text boxes are those of older versions, which alone it reads.
 */
export function prepared(parts: Parts, document: string, styles: Styles): Buffer {
  // Offsets are those of a text whose lines end as XML's do.
  const text = new TextDecoder().decode(parts.get(document)).replace(/\r\n?/g, '\n');
  const root = parseXml(Buffer.from(text));
  const edits = [...textBoxes(root, text), ...headingNumbers(root, new ListCounter(parts, document), styles)];
  let done = '';
  let copied = 0;
  for (const { start, end, text: put } of edits.sort((a, b) => a.start - b.start)) {
    if (start < copied) continue;
    done += text.slice(copied, start) + put;
    copied = end;
  }
  return Buffer.from(done + text.slice(copied));
}

function textBoxes(root: XmlElement, text: string): Edit[] {
  return [...descendants(root, 'AlternateContent'), ...descendants(root, 'drawing')].flatMap((shape) => {
    const [choice = shape] = elements(shape, 'Choice');
    const boxes = [...descendants(choice, 'txbxContent')];
    const [first] = boxes;
    if (!first) return [];
    const prefix = first.name.slice(0, first.name.indexOf(':') + 1);
    const contents = boxes.map(({ start, end }) => text.slice(start, end)).join('');
    return [{ start: shape.start, end: shape.end, text: `<${prefix}pict>${contents}</${prefix}pict>` }];
  });
}

function headingNumbers(root: XmlElement, counter: ListCounter, styles: Styles): Edit[] {
  return [...descendants(root, 'p')].flatMap((paragraph) => {
    const properties = find(paragraph, 'pPr');
    const number = properties && numberOf(properties, styles, counter);
    if (!number) return [];
    const prefix = paragraph.name.slice(0, -1);
    const run = `<${prefix}r><${prefix}t xml:space="preserve">${escaped(number)}</${prefix}t></${prefix}r>`;
    return [{ start: properties.end, end: properties.end, text: run }];
  });
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
