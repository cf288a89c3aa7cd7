import { statedFields } from '../documents/fields.ts';
import type { DefaultSection } from '../documents/kind.ts';
import { type Outline, printHeading } from '../outline/outline.ts';
import {
  type InstructedPrompts,
  LEAST_POINTS,
  linesOf,
  PLAN_FORM,
  type PlanFault,
  type PlanSize,
} from './instructedPrompts.ts';
import type { PromptParts } from './promptParts.ts';

/** With a brief a text may be on what everybody can know. */
const DOUBTFUL_FACTS =
  'where a figure, name or date was not given and you are not sure of it write [to be filled in]';
const FACTS = 'where a figure, name or date was not given write [to be filled in] and invent none';

const FAULTS: Readonly<Record<PlanFault['kind'], string>> = {
  tooFewSections: 'it has too few sections',
  emptySections: 'these sections have no sub-headings of their own',
};

/** English prompts, built as the Chinese ones are. */
export function englishPrompts(parts: PromptParts): InstructedPrompts {
  return {
    plan: (size) => planPrompt(parts, size),
    replan: (faults) =>
      `This outline will not do: ${faults.map(printFault).join('; ')}. Give the whole outline again, mended, as JSON alone.`,
    task: (outline) => taskPrompt(parts, outline),
    goOn: (title, length) =>
      `Go on exactly where the text above stops${title === '' ? '' : `, with "${title}"`}, about ${length} words. The text alone, without headings; repeat nothing, and stop when this part is done.`,
    leads: ['In practice, ', 'Besides, ', 'In addition, ', 'For this, '],
    withMaterial: (prompt, material) =>
      `${prompt}\nBase it on the material below, as far as it belongs here; state no fact that is not in it.\nMaterial:\n${material}`,
    recap: (endings) => `The first sections are written; they end like this:\n${endings.join('\n')}`,
  };
}

function planPrompt(parts: PromptParts, { sections, points }: PlanSize): string {
  const { kind } = parts;
  const { outlineRules, defaultSections } = kind.wordings.en;
  return linesOf([
    `I am going to write "${parts.title}" in English, about ${parts.length} words. Outline it first.`,
    ...given(parts),
    labelled('Order', outlineRules),
    labelled(
      kind.askedSections ? 'The sections, in order' : 'Usual titles',
      defaultSections.map(({ title }) => title).join(', '),
    ),
    `The outline has ${sections} sections. Each has a title (title, a few words, no number) and ${LEAST_POINTS} to ${points} sub-headings (subheadings, a few words each, no sentences, one concrete matter each). ${placed(defaultSections)}; no two sections have the same sub-heading.`,
    `Answer with JSON alone, in one line: ${PLAN_FORM}`,
  ]);
}

function placed(sections: readonly DefaultSection[]): string {
  const main = sections.find(({ isMain }) => isMain)?.title;
  return main === undefined
    ? 'Everything that must be covered goes into one fitting section'
    : `What must be covered are sub-headings of "${main}", unless another section fits better`;
}

function taskPrompt(parts: PromptParts, { sections }: Outline): string {
  const hasPlan = sections.some(({ title }) => title !== '');
  const plan = sections.map(({ title, points }, index) => {
    const contents = points.length > 0 ? `: ${points.join('; ')}` : '';
    return `${printHeading(index, title, 'en')}${contents}`;
  });
  return linesOf([
    `Write "${parts.title}" in English, about ${parts.length} words.`,
    ...given(parts),
    labelled('A sample, to learn the manner from and not to be copied', parts.kind.wordings.en.sample),
    `Manner: ${howToWrite(parts, hasPlan)}.`,
    ...(hasPlan ? ['Follow this structure:', ...plan] : []),
  ]);
}

function given(parts: PromptParts): (string | undefined)[] {
  const { kind, topic, points, fields, brief } = parts;
  const { contents, tone } = kind.wordings.en;
  return [
    `Kind: ${kind.englishName}`,
    brief === undefined ? `Topic: ${topic}` : `What was asked for, all of which counts:\n"""\n${brief}\n"""`,
    labelled('Known', statedFields(kind, 'en', fields).join('; ')),
    labelled('To be covered', points.join('; ')),
    labelled('Contents', contents),
    labelled('Tone', tone),
  ];
}

function howToWrite({ kind, brief }: PromptParts, hasPlan: boolean): string {
  const said = kind.wordings.en.manner ?? manner(kind, hasPlan);
  if (kind.isFree) return said;
  return `${said}; ${brief === undefined ? FACTS : DOUBTFUL_FACTS}`;
}

function manner({ body, headings }: PromptParts['kind'], hasPlan: boolean): string {
  if (body === 'bullets')
    return 'each section is a list, one full sentence a line, each beginning with "- "; no item says what another one says';
  if (hasPlan)
    return 'one or two paragraphs of full sentences under each heading, no lists, on how it is done, by whom and how far; parts do not repeat each other, and only the end concludes';
  return headings === 'numbered'
    ? 'a few parts, each with a short heading on a line of its own such as "1. Heading"'
    : 'full paragraphs of three or four sentences without lists or headings, with no times, places or figures but those given; end when it is done';
}

function printFault({ kind, titles }: PlanFault): string {
  return titles.length > 0 ? `${FAULTS[kind]} (${titles.join(', ')})` : FAULTS[kind];
}

function labelled(label: string, text: string | undefined): string | undefined {
  return text ? `${label}: ${text}` : undefined;
}
