import { countCharacters } from '../../../../src/writing/text/measure.ts';
import { headingOf, withoutMarks } from './sections.ts';

/** A shorter line is a greeting, a label or a date rather than a paragraph. */
const SHORTEST_PARAGRAPH = 12;
const BEGINNING = /^[\p{L}\p{N}“"‘「『《（(【[×]/u;
const END = /[。！？!?…][”"’」』）)]*$|[A-Za-z]\.$/u;
const LIST_ITEM = /^\s*(?:[-*+•·]|\d{1,2}[.、)）]|[（(]\d{1,2}[）)])\s*/;

/**
 * Percent of the paragraphs that are whole sentences: they begin with a word, and end with a full stop, or with the colon
 * of a list. List items count as paragraphs do. Undefined for a text without a paragraph.
 */
export function wholeSentences(markdown: string): number | undefined {
  const lines = markdown.split(/\r?\n/).filter((line) => line.trim() !== '');
  const paragraphs = lines.flatMap((line, index) =>
    headingOf(line) === undefined && countCharacters(line) >= SHORTEST_PARAGRAPH
      ? [{ text: withoutMarks(line), next: lines[index + 1] }]
      : [],
  );
  if (paragraphs.length === 0) return undefined;
  return (100 * paragraphs.filter(isWhole).length) / paragraphs.length;
}

function isWhole({ text, next = '' }: { text: string; next: string | undefined }): boolean {
  if (!BEGINNING.test(text)) return false;
  return END.test(text) || (/[：:]$/.test(text) && LIST_ITEM.test(next));
}
