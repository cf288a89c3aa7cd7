import { sectionsOf, withoutMarks } from './sections.ts';

/** The headings that stand again at the head of their own section's body. */
export function repeatedHeadings(markdown: string): string[] {
  return sectionsOf(markdown)
    .filter(({ title, body }) => title !== '' && begins(withoutMarks(body), title))
    .map(({ title }) => title);
}

/** With a mark or an end after it: a sentence may begin with the title's words. */
function begins(body: string, title: string): boolean {
  return body.startsWith(title) && /^\s*(?:[：:。\n]|$)/.test(body.slice(title.length));
}
