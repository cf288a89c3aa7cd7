import { headingTitle } from './outlineGrammar.ts';

/** A section of a Markdown document: a second-level heading and what follows it. */
export interface WrittenSection {
  /** The heading without its number. */
  readonly title: string;
  /** Offset of the heading's line. */
  readonly start: number;
  /** Offsets of the body without the white space around it. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly body: string;
}

/** A Markdown document taken apart by its headings; offsets are UTF-16 units into its text. */
export interface WrittenDocument {
  /** Of the first-level heading; empty without one. */
  readonly title: string;
  readonly sections: readonly WrittenSection[];
}

interface Heading {
  readonly level: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads the sections of a Markdown document; what looks like a heading inside a code fence is none. */
export function readDocument(markdown: string): WrittenDocument {
  const headings = findHeadings(markdown);
  const sections = headings.flatMap((heading, index): WrittenSection[] => {
    if (heading.level !== 2) return [];
    const next = headings.slice(index + 1).find(({ level }) => level <= 2);
    const text = markdown.slice(heading.end, next?.start);
    const body = text.trim();
    // An empty body begins where the first paragraph would.
    const lead = body === '' ? Math.min(2, text.length) : text.length - text.trimStart().length;
    const bodyStart = heading.end + lead;
    return [
      {
        title: headingTitle(heading.text),
        start: heading.start,
        bodyStart,
        bodyEnd: bodyStart + body.length,
        body,
      },
    ];
  });
  return { title: headings.find(({ level }) => level === 1)?.text ?? '', sections };
}

/** The part of a Markdown document under a first-level heading, with it; all of the document where it has no such heading. */
export function partWithTitle(markdown: string, title: string): string {
  const titles = findHeadings(markdown).filter(({ level }) => level === 1);
  const index = titles.findIndex(({ text }) => text === title);
  return markdown.slice(titles[index]?.start ?? 0, index < 0 ? undefined : titles[index + 1]?.start).trim();
}

function findHeadings(markdown: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  for (const { 0: line, index } of markdown.matchAll(/^.*$/gm)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      continue;
    }
    const [, hashes, text = ''] = /^(#{1,6})[ \t]+(.+?)[ \t#]*\r?$/.exec(line) ?? [];
    if (fence !== undefined || hashes === undefined) continue;
    headings.push({ level: hashes.length, text: text.trim(), start: index, end: index + line.length });
  }
  return headings;
}
