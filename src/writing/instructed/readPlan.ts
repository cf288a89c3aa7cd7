import { headingTitle, parseSections } from '../outline/outlineGrammar.ts';

/** A section as a model planned it. */
export interface PlannedSection {
  readonly title: string;
  readonly points: readonly string[];
}

const SECTION_OBJECT =
  /\{\s*"title"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"(?:subheadings|points)"\s*:\s*(\[(?:\s*"(?:[^"\\]|\\.)*"\s*,?)*\s*\])\s*\}/g;
/** A title longer than this is a sentence. */
const LONGEST_TITLE = 40;
/** A longer point is cut at its first pause. */
const LONGEST_PHRASE = 20;
/** What an outline's own form is called, when a model repeats it. */
const FORM_WORDS = /^(?:(?:序号|标题|要点|title|points?|subheadings?|section)[、，,\s]*)+$/i;
/** What a model tells itself to do with a point: the rest is what the document is about. */
const INSTRUCTION =
  /^(?:(?:详细|简要|具体|全面|深入)?(?:地)?(?:描述|介绍|分析|说明|阐述|概述|简述|列出|列举|提出|讨论|回顾|强调)|(?:describe|explain|discuss|outline|introduce|analy[sz]e|summari[sz]e)\s+(?:the\s+)?)(?=.{4})/i;
/** With what a point announces the text that belongs under it. */
const ANNOUNCEMENT = /(?:应当?|需要?|必须|主要)?(?:包括|包含|明确|写明|如下)(?:但不限于)?(?:以下.*)?$/;
/** What a rule says of a section's length: no part of its title. */
const LENGTH_OF_SECTION = /(?:占全文|[（(]?约\s*\d).*$/;
const QUESTION = /[？?]|如何|怎样|怎么|哪些|哪里|什么|是否|多少|为何/;
const PLACEHOLDER = /\.{3}|……|…$|\[[^\]]*\]|【[^】]*】|[Xx]{2,}|^[^\p{L}\p{N}]*$/u;

/**
 * Reads a plan: JSON, whole or cut off, or where the model answered in its own way a list of sections.
 * Questions and gaps are no points, and what an earlier section has is left out of a later one.
 */
export function readPlan(answer: string): PlannedSection[] {
  const sections = readJsonSections(answer);
  const found = sections.length > 0 ? sections : parseSections(answer);
  const said = new Set<string>();
  return found
    .map(({ title, points }) => ({ title: cleanTitle(title), points: points.map(cleanPoint) }))
    .filter(({ title }) => title !== '' && title.length <= LONGEST_TITLE && !FORM_WORDS.test(title))
    .filter(({ title }, index, all) => all.findIndex((other) => other.title === title) === index)
    .map(({ title, points }) => ({
      title,
      points: points.filter((point) => isStatement(point) && point !== title && isNew(said, point)),
    }));
}

/** Whole section objects of a JSON text, which may have been cut off or stand in prose. */
function readJsonSections(answer: string): PlannedSection[] {
  return [...answer.matchAll(SECTION_OBJECT)].flatMap(([, title = '""', points = '[]']) => {
    try {
      return [{ title: JSON.parse(title) as string, points: JSON.parse(points) as string[] }];
    } catch {
      return [];
    }
  });
}

function cleanTitle(title: string): string {
  return headingTitle(title)
    .replace(LENGTH_OF_SECTION, '')
    .replace(/[：:，,。；;\s]+$/, '')
    .replace(/^[“"《]|[”"》]$/g, '')
    .trim();
}

function cleanPoint(point: string): string {
  // A phrase: what follows it is text that belongs into the document.
  const [phrase = ''] = headingTitle(point).split(/[。；;：:]/);
  const [clause = ''] = phrase.length > LONGEST_PHRASE ? phrase.split(/[，,]/) : [phrase];
  return clause
    .replace(/[，,\s]+$/, '')
    .replace(ANNOUNCEMENT, '')
    .trim()
    .replace(INSTRUCTION, '');
}

function isStatement(point: string): boolean {
  return point !== '' && !QUESTION.test(point) && !PLACEHOLDER.test(point);
}

function isNew(said: Set<string>, point: string): boolean {
  const key = point.toLowerCase();
  if (said.has(key)) return false;
  said.add(key);
  return true;
}
