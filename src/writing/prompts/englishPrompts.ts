import { statedFields } from '../documents/fields.ts';
import { type Outline, printHeading } from '../outline/outline.ts';
import {
  type InstructedPrompts,
  linesOf,
  type PlanFault,
  POINTS,
  paragraphsFor,
  type SectionAsk,
} from './instructedPrompts.ts';
import type { PromptParts } from './promptParts.ts';

/** Words of a paragraph. */
const PARAGRAPH = 90;
const FACTS = 'where a figure, name or date was not given write [to be filled in] and invent none';
const BULLETS = 'as a list, one full sentence a line, each beginning with "- "';

const FAULTS: Readonly<Record<PlanFault['kind'], string>> = {
  tooFewSections: 'it has too few sections',
  emptySections: 'these sections do not say what they contain',
  sameSections: 'these sections say the same',
  placeholders: 'these sections hold questions or gaps',
};

/** English prompts, built as the Chinese ones are. */
export function englishPrompts(parts: PromptParts): InstructedPrompts {
  return {
    plan: (sections) => planPrompt(parts, sections),
    replan: (faults) =>
      `This plan will not do: ${faults.map(printFault).join('; ')}. Give the whole plan again, mended, as JSON alone.`,
    task: (outline) => taskPrompt(parts, outline),
    section: (ask) => (ask.section.title === '' ? wholePrompt(parts, ask) : sectionPrompt(parts, ask)),
    more: (length) =>
      `This is too thin. Go on with about ${length} words more: how it was done, the course of it, an example. Repeat nothing; write the text alone.`,
    withMaterial: (prompt, material) =>
      `${prompt}\nBase it on the material below, as far as it belongs here; state no fact that is not in it.\nMaterial:\n${material}`,
    recap: (endings) => `The first sections are written; they end like this:\n${endings.join('\n')}`,
  };
}

function planPrompt(parts: PromptParts, sections: number): string {
  const { outlineRules, defaultSections } = parts.kind.wordings.en;
  return linesOf([
    `I am going to write "${parts.title}" in English, about ${parts.length} words. Plan it first.`,
    ...given(parts),
    labelled('Order', outlineRules),
    labelled('Usual titles', defaultSections.map(({ title }) => title).join(', ')),
    `The plan has ${sections} sections. Each has a title (title, a few words, no number) and points (points, ${POINTS.least} to ${POINTS.most} phrases of a few words, each one concrete matter). Everything that must be covered goes into one fitting section; no two sections have the same point.`,
    'Answer with JSON alone.',
  ]);
}

function taskPrompt(parts: PromptParts, { sections }: Outline): string {
  const hasPlan = sections.some(({ title }) => title !== '');
  const scope = hasPlan ? ` in ${sections.length} sections` : '';
  const plan = sections.map(({ title, length, points }, index) => {
    const contents = points.length > 0 ? `: ${points.join('; ')}` : '';
    return `${printHeading(index, title, 'en')} (about ${length} words)${contents}`;
  });
  return linesOf([
    `Write "${parts.title}" in English, about ${parts.length} words${scope}.`,
    ...given(parts),
    labelled('A sample, to learn the manner from and not to be copied', parts.kind.wordings.en.sample),
    ...(hasPlan ? ['The plan:', ...plan] : []),
    `Manner: ${manner(parts, hasPlan)}.`,
  ]);
}

function given(parts: PromptParts): (string | undefined)[] {
  const { kind, topic, points, fields } = parts;
  const { contents, tone } = kind.wordings.en;
  return [
    `Kind: ${kind.englishName}`,
    `Topic: ${topic}`,
    labelled('Known', statedFields(kind, 'en', fields).join('; ')),
    labelled('To be covered', points.join('; ')),
    labelled('Contents', contents),
    labelled('Tone', tone),
  ];
}

function manner({ kind }: PromptParts, hasPlan: boolean): string {
  const form =
    kind.body === 'bullets'
      ? BULLETS
      : 'full sentences in paragraphs that say how things are done and how far they have come, never an outline';
  const together = hasPlan ? '; sections do not repeat each other, and only the last one concludes' : '';
  return `${form}; ${FACTS}${together}`;
}

function sectionPrompt(
  { kind }: PromptParts,
  { index, section, isContinued, later, isRepeated }: SectionAsk,
): string {
  const { title, length, points } = section;
  const which = isContinued ? `Go on with the rest of "${title}"` : `Now write the text of "${title}"`;
  const contents = points.length > 0 ? `, on: ${points.join('; ')}` : '';
  const rest = index > 0 || isContinued ? ' Repeat nothing that was written.' : '';
  const end =
    later.length === 0
      ? 'This is the last section; it may conclude.'
      : `Leave ${later.map((each) => `"${each}"`).join(', ')} to later sections, and draw no conclusion of the whole.`;
  const fresh = isRepeated ? ' Write something new instead of what earlier sections said.' : '';
  return `${which}, about ${length} words, ${form(kind.body, length)}${contents}. The text alone, without headings.${rest} ${end}${fresh}`;
}

function wholePrompt({ kind }: PromptParts, { section: { length }, isContinued }: SectionAsk): string {
  if (isContinued)
    return `Go on with the rest of the text, about ${length} words. Repeat nothing that was written; end when it is done and add no remark.`;
  const parts =
    kind.headings === 'numbered'
      ? 'in a few parts, each with a short heading on a line of its own such as "1. Heading"; no title above it all'
      : `${form(kind.body, length)}, without headings`;
  return `Now write the text, about ${length} words, ${parts}. End when it is done and add no remark.`;
}

function form(body: PromptParts['kind']['body'], length: number): string {
  if (body === 'bullets') return BULLETS;
  const paragraphs = paragraphsFor(length, PARAGRAPH);
  return `in ${paragraphs} ${paragraphs === 1 ? 'paragraph' : 'paragraphs'}, without lists`;
}

function printFault({ kind, titles }: PlanFault): string {
  return titles.length > 0 ? `${FAULTS[kind]} (${titles.join(', ')})` : FAULTS[kind];
}

function labelled(label: string, text: string | undefined): string | undefined {
  return text ? `${label}: ${text}` : undefined;
}
