import { frameOf } from '../brief/brief.ts';
import { endOfLine } from '../text/endOfLine.ts';
import { printWritten, type WrittenSoFar } from './composer.ts';
import type { Draft } from './draft.ts';

/** Characters by which a body without a heading is found again; a draft may know more of it than its document has. */
const FIRST_WORDS = 12;

/** Where an interrupted document goes on. */
export interface ResumePoint {
  /** Offset in the document's text at which the next text comes. */
  readonly offset: number;
  /** What must come before it. */
  readonly before: string;
  /** What the document holds of the draft; the section under way as it stands in the document. */
  readonly written: WrittenSoFar;
}

/**
 * Finds where a draft stopped in the document that it was written into. The document may be a little ahead of the draft or
 * behind it, and a person may have edited it.
 * @returns undefined when the draft's text is not there
 */
export function findResumePoint(text: string, draft: Draft): ResumePoint | undefined {
  const { request, outline, written } = draft;
  const index = written.bodies.length;
  // Absent where the last section was written and the program ended before the document was finished.
  const section = outline.sections[index];
  const heading = section ? frameOf(request).sectionHeading(index, section) : '';
  const start = section && startOfBody(text, heading, written.partial);
  if (start !== undefined) {
    const known = start + commonPrefix(text.slice(start), written.partial ?? '');
    return readOn(text.slice(0, endOfOwn(text, known, draft.following)), start, draft);
  }
  const last = written.bodies[index - 1] ?? '';
  const lastAt = text.lastIndexOf(last);
  if (last === '' || lastAt < 0) return catchUp(text, draft);
  const end = lastAt + last.length;
  const isAhead = section && heading === '' && draft.following === '' && text.slice(end).trim() !== '';
  if (isAhead) return aheadBy(text, end, draft);
  const hasBreak = text[end] === '\n';
  return {
    offset: hasBreak ? end + 1 : end,
    before: hasBreak ? '' : '\n',
    written: { bodies: written.bodies },
  };
}

/** Takes the section under way, and those that the document holds beyond it, as they stand there. */
function readOn(text: string, start: number, { request, outline, written }: Draft): ResumePoint {
  const frame = frameOf(request);
  const bodies = [...written.bodies];
  let from = start;
  for (const [index, section] of outline.sections.entries()) {
    const heading = index > bodies.length ? frame.sectionHeading(index, section) : '';
    const at = heading === '' ? -1 : text.indexOf(heading, from);
    if (at < 0) continue;
    bodies.push(text.slice(from, at).trim());
    from = at + heading.length;
  }
  const partial = text.slice(from).trimEnd();
  return { offset: from + partial.length, before: '', written: { bodies, partial } };
}

/**
 * Where the document's own text ends that begins before `known`.
 * @param following what stood below it; where that is not known or not there any more, the text ends with its line
 */
function endOfOwn(text: string, known: number, following: string | undefined): number {
  if (following === '') return text.length;
  const at = following === undefined ? -1 : text.indexOf(following, known);
  return at < 0 ? endOfLine(text, known) : at;
}

/** Where nothing stood below the document, what is there now is the section under way, of which the draft does not know yet. */
function aheadBy(text: string, end: number, { written: { bodies } }: Draft): ResumePoint {
  return { offset: text.trimEnd().length, before: '', written: { bodies, partial: text.slice(end).trim() } };
}

/**
 * A document that holds nothing but the beginning of the draft's text, as a backup from before it, gets the rest of it first;
 * one that has all of it and more has gone on.
 */
function catchUp(text: string, draft: Draft): ResumePoint | undefined {
  const { text: whole, written } = restoreDraft(draft);
  if (draft.following === '' && whole !== '' && written.partial !== undefined && text.startsWith(whole)) {
    return aheadBy(text, whole.length - written.partial.length, draft);
  }
  const offset = commonPrefix(text, whole);
  return text.slice(offset).trim() === '' ? { offset, before: whole.slice(offset), written } : undefined;
}

/** For a document that is gone: the draft's text to begin a new one with, and where it then goes on. */
export function restoreDraft(draft: Draft): { readonly text: string; readonly written: WrittenSoFar } {
  return { text: printWritten(frameOf(draft.request), draft.outline, draft.written), written: draft.written };
}

/** Where the body of the section under way begins: after its heading, or, for a kind without headings, with its first words. */
function startOfBody(text: string, heading: string, partial: string | undefined): number | undefined {
  const mark = heading || (partial ?? '').slice(0, FIRST_WORDS);
  const at = mark === '' ? -1 : text.lastIndexOf(mark);
  return at < 0 ? undefined : at + heading.length;
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
