import type { GivenPassage } from '../brief/sources.ts';
import { isOnePieceOutline } from '../outline/outline.ts';
import { headingTitle } from '../outline/outlineGrammar.ts';
import { readDocument } from '../outline/writtenDocument.ts';
import { bigramsOf, sharedBigrams } from '../text/bigrams.ts';
import type { Draft } from './draft.ts';

/**
 * What the model was given of the sources when it wrote the section that a place is in, the passages most like the paragraph
 * there first. Which of them it took up nobody knows.
 * @param markdown the document as it is now
 * @param offset a place in it, in UTF-16 units
 */
export function passagesGivenAt(
  { given, outline }: Pick<Draft, 'given' | 'outline'>,
  markdown: string,
  offset: number,
): readonly GivenPassage[] {
  const section = readDocument(markdown).sections.findLast(({ start }) => start <= offset);
  const index = isOnePieceOutline(outline)
    ? 0
    : outline.sections.findIndex(({ title }) => headingTitle(title) === section?.title);
  const passages = given?.findLast((each) => each.section === index)?.passages ?? [];
  const wanted = bigramsOf(lineAt(markdown, offset));
  const likeness = new Map(passages.map((each) => [each, sharedBigrams(wanted, bigramsOf(each.text))]));
  return [...passages].sort((a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0));
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end);
}
