import { countCharacters } from '../text/measure.ts';
import type { SectionPart } from './sectionParts.ts';

/** From this share of its length on, a part that an earlier attempt wrote is finished. */
const FINISHED = 0.7;

/** A part that is still to be written, or to be gone on with. */
export interface RestOfPart extends SectionPart {
  /** Characters of it that are there; its heading is then there too, and empty here. */
  readonly written: number;
}

/** The parts that a section's body lacks. @param body as far as an earlier attempt came */
export function restOfParts(parts: readonly SectionPart[], body: string): RestOfPart[] {
  if (body === '') return parts.map((part) => ({ ...part, written: 0 }));
  const last = parts.findLastIndex(({ heading }) => heading !== '' && body.includes(heading.trim()));
  const current = parts[last] ?? parts[0];
  if (!current) return [];
  const from = last < 0 ? 0 : body.lastIndexOf(current.heading.trim()) + current.heading.trim().length;
  const written = countCharacters(body.slice(from));
  // A body whose sub-headings a person took out is one part.
  const length = last < 0 ? parts.reduce((sum, part) => sum + part.length, 0) : current.length;
  const later = last < 0 ? [] : parts.slice(last + 1).map((part) => ({ ...part, written: 0 }));
  return written >= length * FINISHED ? later : [{ ...current, heading: '', length, written }, ...later];
}
