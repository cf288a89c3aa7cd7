/** Percent of the tokens generated that are not in the document: outlines, plans, repetitions. */
export function thrownAway(generated: number, kept: number): number {
  return generated === 0 ? 0 : (100 * Math.max(0, generated - kept)) / generated;
}

/** What a document took. */
export interface Effort {
  readonly seconds: number;
  readonly characters: number;
}

/** How many times as long a character took as where the model was asked once; undefined where either wrote nothing. */
export function relativeSeconds(document: Effort, once: Effort): number | undefined {
  if (document.characters === 0 || once.characters === 0) return undefined;
  return document.seconds / document.characters / (once.seconds / once.characters);
}
