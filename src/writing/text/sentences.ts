const SENTENCE_END = /[。！？!?；…]["”’」』）)]*\s*$|\.["”’)]*\s*$|\n$/;
const AFTER_SENTENCE =
  /(?<=[。！？!?；…]["”’」』）)]*)(?![。！？!?；…"”’」』）)])|(?<=\n)|(?<=\.\s)(?<!(?:^|\n)[ \t]*\d{1,2}\.\s)/;
/** The number of a list item, of which the words are still to come. */
const LIST_NUMBER = /(?:^|\n)[ \t]*\d{1,2}\.[ \t]*$/;
const LIST_ITEM = /^\s*(?:[-*+•]|\d{1,2}[.、)）])\s*\S/;

/** Line breaks between two paragraphs. */
const MOST_BREAKS = 2;

/** True where a text ends with a whole sentence or line. */
export function endsSentence(text: string): boolean {
  return SENTENCE_END.test(text) && !LIST_NUMBER.test(text);
}

/** Cuts a text after each sentence and line; the pieces joined are the text. */
export function splitSentences(text: string): string[] {
  return text.split(AFTER_SENTENCE);
}

/** Cuts a text before each mark at which a reader pauses within a sentence; the pieces joined are the text. */
export function splitBeforePauses(text: string): string[] {
  return text.split(/(?=[，、；：,;:])/);
}

/** True where a text begins with such a mark. */
export function startsWithPause(text: string): boolean {
  return /^[，、；：,;:]/.test(text);
}

/** A text up to its last whole sentence. */
export function wholeSentences(text: string): string {
  const sentences = splitSentences(text);
  if (!endsSentence(text)) sentences.pop();
  return sentences.join('').trimEnd();
}

/** The end of a text, in whole sentences of at most `length` UTF-16 units together. */
export function lastSentences(text: string, length: number): string {
  let end = '';
  for (const sentence of splitSentences(text).reverse()) {
    if (end.length + sentence.length > length) break;
    end = sentence + end;
  }
  return end.trim();
}

/** What must come between a text and its continuation: a new paragraph, a new list item, or nothing in mid-sentence. */
export function joint(text: string): string {
  if (text === '') return '';
  if (LIST_ITEM.test(lastLine(text))) return '\n';
  return endsSentence(text) ? '\n\n' : '';
}

/** What begins the next item where a text ends with an item of a list: its mark, or the next number. */
export function nextListMark(text: string): string | undefined {
  const line = lastLine(text);
  if (!LIST_ITEM.test(line)) return undefined;
  const mark = /^\s*(?:[-*+•]|\d{1,2}[.、)）])\s*/.exec(line)?.[0];
  return mark?.replace(/\d+/, (number) => String(Number(number) + 1));
}

/** The full stop that prose which was cut short lacks; empty for whole sentences and list items. */
export function missingStop(text: string): string {
  const line = lastLine(text);
  if (!/[\p{L}\p{N}%％‰℃]$/u.test(line) || LIST_ITEM.test(line)) return '';
  return /\p{Script=Han}/u.test(line) ? '。' : '.';
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** A text to be put after another, without the line breaks that would make more than one blank line of their gap. */
export function withoutWiderGap(before: string, text: string): string {
  const there = before === '' ? MOST_BREAKS : (/\n*$/.exec(before)?.[0].length ?? 0);
  const breaks = /^\n*/.exec(text)?.[0].length ?? 0;
  return text.slice(Math.max(0, breaks - Math.max(0, MOST_BREAKS - there)));
}
