import { languageOf } from '../text/language.ts';
import type { Source } from './sources.ts';

/** Share of the context that a brief may take: it stands before the model in every request. */
const CONTEXT_SHARE = 0.25;
/** Characters of a token, at the least. */
const A_TOKEN = { zh: 1, en: 3 } as const;
/** Of a brief that is too long, the share that is taken from its beginning; the rest is its end. */
const BEGINNING = 0.6;

/** A brief as it goes before a model: of one that is too long the beginning and the end, where people say what they want. */
export function boundedBrief(brief: string, contextLength: number): string {
  const most = Math.floor(contextLength * CONTEXT_SHARE * A_TOKEN[languageOf(brief)]);
  const characters = [...brief];
  if (characters.length <= most) return brief;
  const beginning = Math.floor(most * BEGINNING);
  return `${characters.slice(0, beginning).join('')}\n……\n${characters.slice(beginning - most).join('')}`;
}

/** What a document is to draw on: its sources, and a brief of which the model is not shown all. */
export function materialOf(
  { sources = [], brief }: { readonly sources?: readonly Source[]; readonly brief?: string },
  contextLength: number,
): readonly Source[] {
  const isWhole = brief === undefined || boundedBrief(brief, contextLength) === brief;
  return isWhole
    ? sources
    : [...sources, { name: languageOf(brief) === 'en' ? 'brief' : '要求', text: brief }];
}
