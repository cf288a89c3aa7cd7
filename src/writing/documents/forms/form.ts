import type { DocumentKind, KindWording } from '../kind.ts';

/** What a kind says that a person names in a brief and no form asks fields for. */
interface FormSettings {
  readonly id: string;
  readonly name: string;
  readonly englishName: string;
  readonly typicalLength: number;
  readonly headings?: DocumentKind['headings'];
  readonly isFree?: boolean;
  readonly longestPiece?: number;
  readonly wordings: {
    readonly zh: Partial<KindWording>;
    readonly en: Partial<KindWording>;
  };
}

const EMPTY: KindWording = {
  outlineRules: '',
  contents: '',
  tone: '',
  opening: [],
  closing: [],
  defaultSections: [],
};

/** A kind without fields and without usual sections. Unless it says otherwise it has no headings. */
export function form({ wordings, ...settings }: FormSettings): DocumentKind {
  return {
    headings: 'none',
    ...settings,
    isKnownToDemoModel: false,
    fields: [],
    example: { topic: '', points: [] },
    body: 'prose',
    wordings: { zh: { ...EMPTY, ...wordings.zh }, en: { ...EMPTY, ...wordings.en } },
  };
}
