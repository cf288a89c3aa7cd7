import type { GenerationRequest } from '../../../src/engine/engine.ts';
import type { Script } from './scriptedEngine.ts';

/** Fresh sentences, no two alike, each of `units` characters (Chinese) or words (English). */
export interface Language {
  readonly units: number;
  sentence(number: number, end?: string): string;
}

export const chinese: Language = {
  units: 20,
  sentence: (number, end = '。') =>
    Array.from({ length: 20 }, (_, place) =>
      String.fromCodePoint(0x4e00 + (mix(number, place) % 20_000)),
    ).join('') + end,
};

const SYLLABLES = [
  'ba',
  'co',
  'du',
  'fe',
  'gi',
  'ha',
  'jo',
  'ku',
  'le',
  'mi',
  'na',
  'po',
  'ru',
  'se',
  'ti',
  'vo',
];

export const english: Language = {
  units: 10,
  sentence: (number, end = '. ') =>
    Array.from({ length: 10 }, (_, place) => {
      const value = mix(number, place);
      return [0, 4, 8].map((shift) => SYLLABLES[(value >> shift) & 15]).join('');
    }).join(' ') + end,
};

function mix(number: number, place: number): number {
  const value = Math.imul(number * 64 + place + 1, 0x9e3779b1);
  return Math.imul(value ^ (value >>> 15), 0x85ebca6b) >>> 8;
}

/** The characters that a section prompt asks for, last of all where the task stands before it. */
export function askedLength(prompt: string): number {
  return Number([...prompt.matchAll(/约(\d+)字/g)].at(-1)?.[1]);
}

/** The title of the section that a prompt asks for; the task may stand before it. */
export function askedTitle(prompt: string): string | undefined {
  const request = prompt.split('\n').at(-1) ?? '';
  return /“(.+?)”|"(.+?)"/.exec(request)?.slice(1).find(Boolean);
}

/** A plan as a model that follows instructions answers it; `points` of each section by its title. */
export function planAnswer(points: Readonly<Record<string, readonly string[]>>): string {
  return JSON.stringify({ sections: Object.entries(points).map(([title, points]) => ({ title, points })) });
}

/** A writer of fresh sentences that writes `factor` times the length asked for. */
export function proseWriter(factor: number, language: Language = chinese, end?: string): Script {
  let sentences = 0;
  return (prompt) => {
    const count = Math.max(1, Math.round((askedLength(prompt) * factor) / language.units));
    return Array.from({ length: count }, () => language.sentence(sentences++, end)).join('');
  };
}

/** The characters that an answer is to have at the most, of which a text that is gone on with is 1.8 times as long as wanted. */
function wantedLength({ maxTokens }: GenerationRequest): number {
  return (maxTokens - 64) / 1.5 / 1.8;
}

/** The heading under which a model is writing that goes on with an answer. */
export function currentHeading(begun: string): string | undefined {
  return begun
    .match(/^#{2,3} .*$/gm)
    ?.at(-1)
    ?.replace(/^#+ (?:（.）|[一二三四五六七八九十]+、)?/, '');
}

/** Goes on with an answer: fresh sentences, two a paragraph, `factor` times as much as there is to be. */
export function continuingWriter(factor: number, language: Language = chinese): Script {
  let sentences = 0;
  return (_begun, _history, request) => {
    const count = Math.max(1, Math.round((wantedLength(request) * factor) / language.units));
    return Array.from({ length: count }, (_, place) => {
      const gap = place % 2 === 1 && place + 1 < count ? '\n\n' : '';
      return language.sentence(sentences++) + gap;
    }).join('');
  };
}
