import { headingPath } from '../text/surroundings.ts';

/** The window begins a quarter of the budget further on at a time, so that between two moves the KV cache stays good. */
const STEPS = 4;
const LONGEST_TITLE = 60;
const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?![ \t]*\r?\n)([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*\r?\n/;

/**
 * What the model goes on with: the end of the text before the cursor. Of what was cut off before it, the document's title
 * and the headings above stay.
 * @param budget most UTF-16 units of the whole
 */
export function completionPrompt(before: string, isMarkdown: boolean, budget: number): string {
  const [matter = '', fields = ''] = (isMarkdown && FRONT_MATTER.exec(before)) || [];
  const text = before.slice(matter.length).replaceAll('\r', '').trimStart();
  const matterTitle = /^title:[ \t]*["']?(.+?)["']?[ \t]*$/m.exec(fields)?.[1];
  const whole = matterTitle && !/^# /m.test(text) ? `# ${matterTitle}\n\n${text}` : text;
  if (whole.length <= budget) return whole;
  const step = Math.floor(budget / STEPS);
  const from = windowStart(whole, budget - step, step);
  return headOf(whole.slice(0, from), isMarkdown, step) + whole.slice(from);
}

/** The titles that a text stands under, as Markdown, or the first line of plain text. */
function headOf(text: string, isMarkdown: boolean, budget: number): string {
  if (!isMarkdown) {
    const [line = ''] = text.split('\n', 1);
    return line.length <= LONGEST_TITLE ? `${line}\n\n` : '';
  }
  const headings = headingPath(text).map(({ level, title }) => `${'#'.repeat(level)} ${title}\n\n`);
  // The title and the nearest headings say the most.
  while (headings.join('').length > budget) headings.splice(Math.min(1, headings.length - 1), 1);
  return headings.join('');
}

/** Where a window of at most `length` begins, at a line or sentence if there is one within a step. */
function windowStart(text: string, length: number, step: number): number {
  const from = Math.ceil((text.length - length) / step) * step;
  const boundary = /\n+|[。！？!?]["”’」』）)]*/.exec(text.slice(from, from + step));
  if (boundary) return from + boundary.index + boundary[0].length;
  // Not from the middle of a surrogate pair.
  return /^[\uDC00-\uDFFF]/.test(text.slice(from)) ? from + 1 : from;
}
