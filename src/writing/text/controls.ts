/** All but line breaks and tabs: a terminal takes them for commands, and no document has any. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** A text without control characters, carriage returns included. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}
