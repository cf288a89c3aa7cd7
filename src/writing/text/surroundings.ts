import { lastSentences, splitSentences } from './sentences.ts';

/** Characters of the text before and after a passage that the model is shown. */
const SHOWN_CHARACTERS = 200;

/** Where a passage stands in its document. */
export interface RevisionContext {
  /** Titles of the headings above it, the document's own first. */
  readonly headings: readonly string[];
  /** The sentences just before it. */
  readonly before: string;
  /** The sentences just after it. */
  readonly after: string;
}

/**
 * The context of a passage.
 * @param before everything in the document before it, in Markdown
 * @param after everything after it
 */
export function contextOf(before: string, after: string): RevisionContext {
  return {
    headings: headingPath(before).map(({ title }) => title),
    before: lastSentences(sinceHeading(before), SHOWN_CHARACTERS),
    after: firstSentences(untilHeading(after), SHOWN_CHARACTERS),
  };
}

const HEADING = /^(#{1,6})[ \t]+(.+?)[ \t#]*$/gm;

interface Heading {
  /** 1 for the document's own title. */
  readonly level: number;
  readonly title: string;
}

/** The headings that the end of a Markdown text stands under, from the top. */
export function headingPath(before: string): Heading[] {
  const path: Heading[] = [];
  for (const [, marks = '', title = ''] of before.matchAll(HEADING)) {
    while ((path.at(-1)?.level ?? 0) >= marks.length) path.pop();
    path.push({ level: marks.length, title });
  }
  return path;
}

function sinceHeading(before: string): string {
  const last = [...before.matchAll(HEADING)].at(-1);
  return last ? before.slice(last.index + last[0].length) : before;
}

function untilHeading(after: string): string {
  const [first] = after.matchAll(HEADING);
  return first ? after.slice(0, first.index) : after;
}

function firstSentences(text: string, length: number): string {
  let start = '';
  for (const sentence of splitSentences(text.trimStart())) {
    if (start.length + sentence.length > length) break;
    start += sentence;
  }
  return start.trim();
}
