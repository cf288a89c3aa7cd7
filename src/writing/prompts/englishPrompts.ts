import { statedFields } from '../documents/fields.ts';
import type { Section } from '../outline/outline.ts';
import type { DocumentPrompts, PromptParts } from './documentPrompts.ts';
import { exampleLine } from './exampleLine.ts';

const HONESTY =
  'Do not invent figures, names or dates that were not given; write [to be filled in] where one is needed.';
const COHERENCE = 'Do not repeat earlier sections, and conclude only in the last section.';
const BULLETS = 'Write a list with one bullet a line, each beginning with "- ", and no paragraphs.';

/** English prompts, built as the Chinese ones are. */
export function englishPrompts(parts: PromptParts): DocumentPrompts {
  return {
    outline: outlinePrompt(parts),
    section: (index, section) => `Write ${sectionTask(parts, index, section)}`,
    continuation: (index, section) => `Go on with ${sectionTask(parts, index, section)}`,
    withMaterial: (prompt, material) =>
      `${prompt}\nBase it on the material below, as far as it belongs to this section.\nMaterial:\n${material}`,
    recap: 'Quote how each of the sections written so far ends, one a line.',
  };
}

function outlinePrompt(parts: PromptParts): string {
  const { kind, topic, length, points, fields } = parts;
  const { outlineRules, contents, tone, sample } = kind.wordings.en;
  const cover = points.length > 0 ? `, covering: ${points.join('; ')}` : '';
  const lines = [
    `Draw up the outline of a document in English. Kind: ${kind.englishName}. Topic: "${topic}". Length: about ${length} words in all${cover}.`,
    labelled('Known facts', statedFields(kind, 'en', fields).join('; ')),
    labelled('Outline', outlineRules),
    labelled('Contents', contents),
    labelled('Tone', tone),
    labelled('A sample, to learn the manner from and not to be copied', sample && `\n${sample}\n`),
    `One section a line, in the form "1. Title (about N words): point; point", for example "${exampleLine(parts, 'en')}"; the lengths add up to about ${length} words. Answer in English with the outline alone.`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function sectionTask({ kind }: PromptParts, index: number, { title, length, points }: Section): string {
  const cover = points.length > 0 ? `, covering: ${points.join('; ')}` : '';
  const { tone } = kind.wordings.en;
  const manner = [
    ...(tone ? [`Tone: ${tone}.`] : []),
    ...(kind.body === 'bullets' ? [BULLETS] : []),
    HONESTY,
    COHERENCE,
  ].join(' ');
  return `section ${index + 1}, "${title}", in about ${length} words${cover}. ${manner} Answer in English with the text alone, without its heading.`;
}

function labelled(label: string, text: string | undefined): string {
  return text ? `${label}: ${text}` : '';
}
