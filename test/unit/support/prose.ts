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

/** The characters that a section prompt asks for. */
export function askedLength(prompt: string): number {
  return Number(/约(\d+)字/.exec(prompt)?.[1]);
}

/** A writer of fresh sentences that writes `factor` times the length asked for. */
export function proseWriter(factor: number, language: Language = chinese, end?: string): Script {
  let sentences = 0;
  return (prompt) => {
    const count = Math.max(1, Math.round((askedLength(prompt) * factor) / language.units));
    return Array.from({ length: count }, () => language.sentence(sentences++, end)).join('');
  };
}
