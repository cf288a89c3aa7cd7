/** What kind of text is written at a place, which decides where a completion ends. */
export type PlaceKind = 'prose' | 'list' | 'heading';

/** A place in a document where a completion may stand. */
export interface CompletionPlace {
  readonly kind: PlaceKind;
  /** The bracket or quote after the cursor, before which the completion ends; empty at the end of a line. */
  readonly closer: string;
}

/** The text on both sides of the cursor. */
export interface CursorText {
  readonly before: string;
  readonly after: string;
  /** false for plain text, in which marks mean nothing. */
  readonly isMarkdown: boolean;
}

/** A line of dashes before a blank line is a rule. */
const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?![ \t]*\r?\n)/;
const FRONT_MATTER_END = /^(?:---|\.\.\.)[ \t]*$/m;
const FENCE = /^[ \t>]*(`{3,}|~{3,})(.*)$/;
/** The mark at the start of a list item, perhaps quoted or indented, up to its first word; Chinese marks need no blank. */
export const LIST_LINE = /^[ \t>]*(?:[-*+•]|\d{1,3}[.)、）])(?:[ \t]+|(?<=[、）]))/;
const HEADING_LINE = /^#{1,6}[ \t]/;
const TABLE_LINE = /^[ \t]*\|/;
const REFERENCE_LINE = /^[ \t]*\[[^\]]*\]:/;
/** A line of marks alone: a rule, an underline, the beginning of a fence or of a heading. */
const MARKS_LINE = /^[ \t]*(?:#{1,6}|[-=*_~`]{2,}|<[!\w/]*)$/;
const URL_END = /(?:\w{2,}:\/\/|www\.)[^\s\u3000-\u303f\uff00-\uffef\p{Script=Han}]*$/u;
/** The destination of a link, or its text, as far as it is typed. */
const LINK_END = /\]\([^)\s]*$|\]\[[^\]]*$|!?\[[^\]]*$/;
const TAG_END = /<\/?[A-Za-z][^<>]*$|<!-*$/;
/** Brackets and quotes that may close right after the cursor, perhaps with a mark of the sentence. */
const CLOSERS = /^([)\]}）】》〉」』”’"'])[\s。，；！？.,;!?]*$/;

/** The kind of place at the cursor, or undefined where no completion belongs: in code, links, front matter, in mid-line. */
export function placeOf({ before, after, isMarkdown }: CursorText): CompletionPlace | undefined {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const closer = closerAfter(after);
  if (closer === undefined || URL_END.test(line)) return undefined;
  if (isMarkdown && isStructure(before, line)) return undefined;
  return { kind: kindOf(line, isMarkdown), closer };
}

function kindOf(line: string, isMarkdown: boolean): PlaceKind {
  if (isMarkdown && HEADING_LINE.test(line)) return 'heading';
  return LIST_LINE.test(line) ? 'list' : 'prose';
}

/** @returns undefined where the line goes on after the cursor */
function closerAfter(after: string): string | undefined {
  const rest = /^[^\r\n]*/.exec(after)?.[0] ?? '';
  return rest.trim() === '' ? '' : CLOSERS.exec(rest)?.[1];
}

function isStructure(before: string, line: string): boolean {
  return (
    [TABLE_LINE, REFERENCE_LINE, MARKS_LINE, LINK_END, TAG_END].some((pattern) => pattern.test(line)) ||
    isInCodeSpan(line) ||
    isInBlock(before)
  );
}

function isInCodeSpan(line: string): boolean {
  let open = '';
  for (const [marks] of line.matchAll(/(?<!\\)`+/g)) {
    if (open === '') open = marks;
    else if (open === marks) open = '';
  }
  return open !== '';
}

/** True in front matter, a code fence, a formula or an HTML comment that has not ended before the cursor. */
function isInBlock(before: string): boolean {
  const matter = FRONT_MATTER.exec(before);
  let text = before;
  if (matter) {
    text = before.slice(matter[0].length);
    const end = FRONT_MATTER_END.exec(text);
    if (!end || end.index + end[0].length === text.length) return true;
    text = text.slice(end.index + end[0].length);
  }
  let block = '';
  for (const line of text.split('\n')) block = blockAfter(block, line);
  return block !== '';
}

/** The block that is open after a line: the marks of a fence, `$$`, `<!--`, or empty. */
function blockAfter(block: string, line: string): string {
  if (block === '$$') return /\$\$\s*$/.test(line) ? '' : block;
  if (block === '<!--') return line.includes('-->') ? '' : block;
  const [, marks = '', info = ''] = FENCE.exec(line) ?? [];
  if (block !== '') return marks.startsWith(block) && info.trim() === '' ? '' : block;
  if (marks !== '' && !info.includes('`')) return marks;
  if (/^\s*\$\$(?!.*\$\$)/.test(line)) return '$$';
  return line.lastIndexOf('<!--') > line.lastIndexOf('-->') ? '<!--' : '';
}
