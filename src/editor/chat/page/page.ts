import type { FromPage } from '../pageMessages.ts';
import type { PageStrings } from '../pageStrings.ts';

/** What every part of the page needs: its words, and the way to the extension. */
export interface Page {
  readonly strings: PageStrings;
  post(message: FromPage): void;
}

/** Puts values into the places {0}, {1} of a text. */
export function filled(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
}
