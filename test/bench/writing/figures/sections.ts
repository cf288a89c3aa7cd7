/** A heading, empty where the text begins without one, and the lines below it. */
export interface TextSection {
  readonly title: string;
  readonly body: string;
}

/** A longer line with marks is text: a model that goes in circles may do so in a heading. */
const MARKED = /^\s{0,3}#{1,6}\s+(.{1,80})$/;
const BOLD = /^\s*\*\*([^*]{1,40})\*\*[：:]?\s*$/;
const NUMBERED =
  /^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十\d]{1,3}[章节部分]+)\s*([^。！？；]{1,30})$/;

/** The words of a heading in any of the forms that models use; undefined for another line. */
export function headingOf(line: string): string | undefined {
  const found = MARKED.exec(line) ?? BOLD.exec(line) ?? NUMBERED.exec(line);
  return found ? withoutMarks(found[1] ?? '') : undefined;
}

/** A line without the marks and the number at its head: `**一、工作概述**`, `1. 工作概述` are 工作概述. */
export function withoutMarks(line: string): string {
  return line
    .replace(/[*#`]+/g, '')
    .trim()
    .replace(
      /^(?:第?[一二三四五六七八九十\d]{1,3}(?:章|节|部分|[、.．)）])|[（(][一二三四五六七八九十\d]{1,3}[）)]|[-+•·])\s*/,
      '',
    )
    .trim();
}

/** Cuts a document at its headings, whatever their level; headings without a body are left out. */
export function sectionsOf(markdown: string): TextSection[] {
  const sections: { title: string; lines: string[] }[] = [{ title: '', lines: [] }];
  for (const line of markdown.split(/\r?\n/)) {
    const title = headingOf(line);
    const section = sections.at(-1);
    // The same title again is a line of the body.
    if (title !== undefined && title !== section?.title) sections.push({ title, lines: [] });
    else section?.lines.push(line);
  }
  return sections
    .map(({ title, lines }) => ({ title, body: lines.join('\n').trim() }))
    .filter(({ body }) => body !== '');
}
