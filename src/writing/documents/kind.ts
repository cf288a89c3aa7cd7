import type { Language } from '../text/language.ts';

/** A section that a document of some kind has by default, where the model's own outline cannot be read. */
export interface DefaultSection {
  readonly title: string;
  readonly points: readonly string[];
  /** The section that holds the document's matter, and so what a person asks for. */
  readonly isMain?: boolean;
}

/** What a form asks for a kind beyond topic, points and length; every answer may be left out. */
export interface DocumentField {
  /** Name on the command line and in templates. */
  readonly id: string;
  readonly label: string;
  readonly englishLabel: string;
  /** An answer, to show what is meant. */
  readonly example: string;
  /** `number` takes whole numbers from 1 on. Default: text. */
  readonly type?: 'text' | 'number';
  /** Whether the program prints it beneath the title, as `label: value`. */
  readonly shown?: boolean;
}

/**
 * A kind in one language. The first three go to models that follow instructions. `opening` and `closing` are paragraphs
 * that the program itself puts before the first section and after the last; `{id}` in them stands for a field's value,
 * and a paragraph whose field was left out is dropped.
 */
export interface KindWording {
  /** Which sections there are and in what order. */
  readonly outlineRules: string;
  /** What a good document of the kind contains. */
  readonly contents: string;
  readonly tone: string;
  /** How its text is set down, where that is another way than usual: lines of verse, dialogue, numbered questions. */
  readonly manner?: string;
  /** A document to learn the manner from. */
  readonly sample?: string;
  readonly opening: readonly string[];
  readonly closing: readonly string[];
  readonly defaultSections: readonly DefaultSection[];
}

/** A kind of document: what a form asks for it, and what its outline and its sections look like. Data only: it is saved with drafts. */
export interface DocumentKind {
  /** Name on the command line and in settings. */
  readonly id: string;
  /** Chinese name; part of every prompt and of the document's title. */
  readonly name: string;
  readonly englishName: string;
  /** Whether the demo model was trained on it: without instructions a model plans only what it knows. */
  readonly isKnownToDemoModel: boolean;
  /** Length in characters (English: words) that such a document usually has. */
  readonly typicalLength: number;
  readonly fields: readonly DocumentField[];
  /** An example of a topic and of key points, for the form. */
  readonly example: { readonly topic: string; readonly points: readonly string[] };
  /** Whether sections have numbered headings; without, they follow each other as paragraphs. */
  readonly headings: 'numbered' | 'none';
  /** false for one whose sections are never divided further, as an essay's. */
  readonly hasSubheadings?: boolean;
  /** What a section's body is: paragraphs, or a list with a bullet a line. */
  readonly body: 'prose' | 'bullets';
  /** Whether the model writes all of it, greeting, names and sign-off included, and leaves nothing blank: a poem, a story, a letter. */
  readonly isFree?: boolean;
  /** Characters up to which it is written in one piece, where that is another number than usual. */
  readonly longestPiece?: number;
  /** Its default sections are what a person asked for: these very titles, or so many sections. */
  readonly askedSections?: 'titles' | 'count';
  readonly wordings: Readonly<Record<Language, KindWording>>;
}
