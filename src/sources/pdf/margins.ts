import { type Line, lineText, type PageLines } from './lines.ts';

/** Running heads and feet stand within this share of a page's height. */
const MARGIN = 0.12;
/** What stands in the same place on so many of the pages is one. */
const REPEATED = 0.6;
const FEWEST_PAGES = 3;
const PAGE_NUMBER =
  /^[-–—\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:[/／,，]|of)?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[-–—\s]*$/;

/** Pages without page numbers and without the running heads and feet that most of them have. */
export function withoutMargins(pages: readonly PageLines[]): PageLines[] {
  const seen = new Map<string, number>();
  for (const { height, lines } of pages) {
    const keys = new Set(lines.filter((line) => isInMargin(line, height)).map(keyOf));
    for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const isRunning = (line: Line) =>
    pages.length >= FEWEST_PAGES && (seen.get(keyOf(line)) ?? 0) >= pages.length * REPEATED;
  return pages.map(({ height, lines }) => ({
    height,
    lines: lines.filter(
      (line) => !isInMargin(line, height) || !(isRunning(line) || PAGE_NUMBER.test(lineText(line))),
    ),
  }));
}

function isInMargin({ y }: Line, height: number): boolean {
  return y < height * MARGIN || y > height * (1 - MARGIN);
}

/** The same for the same text at the same height, whatever its numbers. */
function keyOf(line: Line): string {
  return `${Math.round(line.y / 4)} ${lineText(line).replace(/\d+/g, '#')}`;
}
