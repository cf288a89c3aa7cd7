/** A section that a document of some kind has by default, where the model's own outline cannot be read. */
export interface DefaultSection {
  readonly title: string;
  readonly points: readonly string[];
}

/** A kind of document: what a form asks for it, and what its outline looks like. */
export interface DocumentKind {
  /** Name on the command line and in settings. */
  readonly id: string;
  /** Chinese name; part of every prompt and of the document's title. */
  readonly name: string;
  readonly englishName: string;
  /** Length in characters that such a document usually has. */
  readonly typicalLength: number;
  /** An example of a topic and of key points, for the form. */
  readonly example: { readonly topic: string; readonly points: readonly string[] };
  readonly defaultSections: readonly DefaultSection[];
}
