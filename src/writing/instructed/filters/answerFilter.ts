import type { DocumentKind } from '../../documents/kind.ts';
import type { TextFilter } from '../../sections/sectionBody.ts';
import type { SectionTask } from '../../sections/sectionTask.ts';
import { BulletLines } from '../../text/bulletLines.ts';
import { TextCleaner } from '../../text/textCleaner.ts';
import type { InstructedTools } from '../instructedTools.ts';
import { HeadingLines } from './headingLines.ts';
import { InventedFacts } from './inventedFacts.ts';
import { LetterFilter } from './letterFilter.ts';
import { PlaceholderFilter } from './placeholderFilter.ts';
import { PreambleFilter } from './preambleFilter.ts';

/**
 * Cleans one answer of what does not belong into the section's body.
 * @param title of the part that it is for
 */
export function answerFilter(
  { kind, outline, given, language }: Pick<InstructedTools, 'kind' | 'outline' | 'given' | 'language'>,
  { section, titles }: SectionTask,
  title: string,
): TextFilter {
  // Models begin a section with what it is about, as a list of headings.
  const planned = outline.sections.flatMap((each) => [each.title, ...each.points]);
  const plain = new TextCleaner([...titles, title], planned);
  const shaped = shape(plain, kind, section.title === '');
  // In a story the years are the model's to invent.
  const facts = kind.isFree ? shaped : new InventedFacts(shaped, given, language);
  return new PreambleFilter(new PlaceholderFilter(facts));
}

function shape(text: TextFilter, { body, headings, isFree }: DocumentKind, isOnePiece: boolean): TextFilter {
  if (isOnePiece && headings === 'numbered') return new HeadingLines(text, '##');
  if (body === 'bullets') return new BulletLines(text);
  if (isOnePiece && !isFree) return new LetterFilter(text);
  return headings === 'numbered' ? new HeadingLines(text, '###') : text;
}
