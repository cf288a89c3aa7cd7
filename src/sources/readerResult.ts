import * as v from 'valibot';

/** Why a file gives no text; `sourceFailure.ts` puts it into words. */
export const FAILURE_REASONS = [
  'damaged',
  'noText',
  'locked',
  'wrongEnding',
  'unpacksTooLarge',
  'textTooLong',
] as const;

/** Why a file gives no text. */
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** What the reader's process prints as JSON: the text in Markdown, or why there is none. */
export const READER_RESULT = v.union([
  v.object({ text: v.string() }),
  v.object({ reason: v.picklist(FAILURE_REASONS) }),
]);

/** The text of a file in Markdown, or why there is none. */
export type ReaderResult = v.InferOutput<typeof READER_RESULT>;

/** Thrown by a format's reader, inside the reader's process. */
export class ReadFailure extends Error {
  constructor(
    readonly reason: FailureReason,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'ReadFailure';
  }
}

/** Characters of text beyond which a file is refused: a document draws on no more of it. */
export const LONGEST_TEXT = 2_000_000;

/** Bytes that the XML parts of an Office file may unpack to. */
export const LARGEST_UNPACKED = 128 * 2 ** 20;
