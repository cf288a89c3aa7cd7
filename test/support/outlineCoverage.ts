import { printHeading, type Section } from '../../src/writing/outline/outline.ts';

/** How far a Markdown document keeps to its outline. */
export interface Coverage {
  readonly planned: number;
  /** Planned headings that are there in the planned order. */
  readonly present: number;
  /** Second-level headings that nobody planned. */
  readonly extra: number;
}

/** Compares the second-level headings of a document with its outline. */
export function outlineCoverage(markdown: string, sections: readonly Section[]): Coverage {
  const headings = [...markdown.matchAll(/^## +(.+?)\s*$/gm)].map((match) => match[1]);
  const planned = sections.map((section, index) => printHeading(index, section.title));
  let from = 0;
  let present = 0;
  for (const heading of planned) {
    const found = headings.indexOf(heading, from);
    if (found < 0) continue;
    present++;
    from = found + 1;
  }
  return { planned: planned.length, present, extra: headings.length - present };
}
