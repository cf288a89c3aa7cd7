import { repeatsNearby } from '../text/repeatedText.ts';
import type { CompletionPlace, CursorText } from './completionPlace.ts';
import { LIST_LINE } from './completionPlace.ts';

/** One to three sentences or list items; prose of this many UTF-16 units goes on no further. */
const MOST_PIECES = 3;
const ENOUGH_PROSE = 60;
/** What a tokenizer has beside words: marks of turns, ends and unknown tokens, and halves of characters. */
const SPECIAL_TOKEN =
  /<[_|/]*(?:start|end|user|bot|system|pad|unk|s|mask|im_start|im_end|endoftext)[_|]*>|\uFFFD/i;
/** What may still become one. */
const PARTIAL_TOKEN = /<[_|/]*\w*[_|]?$/;
const SENTENCE_END =
  /[。！？!?…]+["”’」』）)》]*|(?<!(?:^|\n|\s)(?:\d+|e\.g|i\.e|vs|etc|No|Mr|Ms|Mrs|Dr))\.+["”’)]*(?=\s|$)/g;
/** The beginning of a numbered item: its indentation, its number and the mark after it. */
const NUMBER = /^([ \t>]*)(\d{1,3})([.)、）])/;
const MAY_BREAK_AFTER = /(?:[。！？!?…；;:：.]["”’」』）)]*|^#.*|^\s*(?:[-*+]|\d{1,3}[.)、]).*)$/;

/** What is made of a model's answer so far. */
export interface CompletionText {
  /** The answer as it continues the text, of which every later `text` is the beginning. */
  readonly raw: string;
  /** Whole sentences, list items or the heading's line; empty while there is none. */
  readonly text: string;
  /** True when more of the answer would not change the text. */
  readonly isComplete: boolean;
  /** True when the answer was cut before a piece that says again what stands nearby. */
  readonly repeats: boolean;
}

/**
 * Cuts an answer to a completion that ends cleanly and says nothing that stands around the cursor already.
 * @param answer what the model has said so far
 * @param hasEnded true when it will say no more by itself, false while it goes on or where it was cut off
 */
export function completionText(
  answer: string,
  cursor: CursorText,
  place: CompletionPlace,
  hasEnded: boolean,
): CompletionText {
  const { text: clean, isCut } = withoutTokens(answer.replaceAll('\r', ''));
  const raw = renumbered(joined(clean, cursor.before, place), cursor.before);
  const { pieces, isComplete } = piecesOf(raw, place, hasEnded || isCut);
  const good = goodPieces(pieces, cursor);
  const text = good.join('').trimEnd();
  const isHopeless = raw === '' && clean.trim() !== '';
  const repeats = good.length < pieces.length;
  return { raw, text, isComplete: isComplete || isHopeless || repeats, repeats };
}

function withoutTokens(answer: string): { text: string; isCut: boolean } {
  const token = SPECIAL_TOKEN.exec(answer);
  if (token) return { text: answer.slice(0, token.index), isCut: true };
  return { text: answer.replace(PARTIAL_TOKEN, ''), isCut: false };
}

/** The answer without the white space that is there already, and with a line break only where the text may have one. */
function joined(answer: string, before: string, { kind, closer }: CompletionPlace): string {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const lead = /^\s*/.exec(answer)?.[0] ?? '';
  const words = answer.slice(lead.length);
  if (/\s$/.test(before) || before === '') return words;
  if (!lead.includes('\n')) return answer;
  if (kind === 'heading' || closer || !MAY_BREAK_AFTER.test(line)) return '';
  const isNextItem = kind === 'list' && LIST_LINE.test(words);
  return (isNextItem ? '\n' : '\n\n') + words;
}

/** A numbered list goes on with the next number, whatever the model says; one in which each item has the same keeps it. */
function renumbered(raw: string, before: string): string {
  const numbers = before.split('\n').flatMap((line) => NUMBER.exec(line)?.[2] ?? []);
  const [, indentation, last] = NUMBER.exec(before.slice(before.lastIndexOf('\n') + 1)) ?? [];
  if (last === undefined || numbers.at(-2) === last) return raw;
  let number = Number(last);
  const [rest = '', ...lines] = raw.split('\n');
  const counted = lines.map((line) =>
    line.replace(NUMBER, (item, indent, _, mark) =>
      indent === indentation ? `${indent}${++number}${mark}` : item,
    ),
  );
  // A number that is still being said is not known to be one.
  return [rest, ...counted].join('\n').replace(/\n[ \t>]*\d{1,3}$/, '');
}

interface Pieces {
  readonly pieces: readonly string[];
  readonly isComplete: boolean;
}

function piecesOf(raw: string, { kind, closer }: CompletionPlace, hasEnded: boolean): Pieces {
  if (closer) return untilCloser(raw, closer);
  if (kind === 'heading') return headingLine(raw, hasEnded);
  const isList = kind === 'list' || LIST_LINE.test(raw.trimStart());
  return isList ? listItems(raw, hasEnded) : sentences(raw, hasEnded);
}

function untilCloser(raw: string, closer: string): Pieces {
  const end = raw.search(/[\n。！？]/);
  const at = raw.indexOf(closer);
  if (at > 0 && (end < 0 || at < end)) return { pieces: [raw.slice(0, at)], isComplete: true };
  return { pieces: [], isComplete: at === 0 || end >= 0 };
}

function headingLine(raw: string, hasEnded: boolean): Pieces {
  const end = raw.indexOf('\n');
  if (end < 0 && !hasEnded) return { pieces: [], isComplete: false };
  const line = end < 0 ? raw : raw.slice(0, end);
  return { pieces: /[\p{L}\p{N}]/u.test(line) ? [line] : [], isComplete: true };
}

function sentences(raw: string, hasEnded: boolean): Pieces {
  const start = raw.search(/\S/);
  const lineEnd = start < 0 ? -1 : raw.indexOf('\n', start);
  const paragraph = lineEnd < 0 ? raw : raw.slice(0, lineEnd);
  const isWhole = hasEnded || lineEnd >= 0;
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: mark, index } of paragraph.matchAll(SENTENCE_END)) {
    const end = index + mark.length;
    // A quote may still close the sentence, and a point be that of a number.
    if (end === paragraph.length && !isWhole) break;
    pieces.push(paragraph.slice(from, end));
    from = end;
    if (pieces.length === MOST_PIECES || end >= ENOUGH_PROSE) return { pieces, isComplete: true };
  }
  return { pieces, isComplete: isWhole };
}

/** The rest of the item at the cursor and further ones; a line that is no item ends them. */
function listItems(raw: string, hasEnded: boolean): Pieces {
  const lead = /^\s*/.exec(raw)?.[0] ?? '';
  const pieces: string[] = [];
  for (const line of raw.slice(lead.length).split(/(?<=\n)/)) {
    const isRestOfItem = pieces.length === 0 && !lead.includes('\n');
    const isWhole = line.endsWith('\n') || hasEnded;
    if (!isWhole) return { pieces, isComplete: false };
    if (!/[\p{L}\p{N}]/u.test(line) || !(isRestOfItem || LIST_LINE.test(line))) break;
    pieces.push(pieces.length === 0 ? lead + line : line);
    if (pieces.length === MOST_PIECES) break;
  }
  return { pieces, isComplete: true };
}

/** The pieces up to the first that repeats what is there. */
function goodPieces(pieces: readonly string[], { before, after }: CursorText): string[] {
  const good: string[] = [];
  for (const piece of pieces) {
    if (repeatsNearby(piece, before + good.join(''), after)) break;
    good.push(piece);
  }
  return good;
}
