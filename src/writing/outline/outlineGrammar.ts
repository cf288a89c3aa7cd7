import { withoutControls } from '../text/controls.ts';

/** One section as it stands in a text, before lengths are shared out. */
export interface ParsedSection {
  readonly title: string;
  readonly length: number | undefined;
  readonly points: readonly string[];
}

const HANZI = '[一二三四五六七八九十]{1,3}';

/** How the lines of a list are numbered; the first numbering met is that of the sections, others are below them. */
const NUMBERINGS: readonly { readonly style: string; readonly pattern: RegExp }[] = [
  { style: '第一部分', pattern: new RegExp(`^第(?:${HANZI}|\\d{1,2})(?:部分|章|节)\\s*[、：:.．]?\\s*`) },
  { style: '（一）', pattern: new RegExp(`^[（(]${HANZI}[）)]\\s*[、.．]?\\s*`) },
  { style: '一、', pattern: new RegExp(`^${HANZI}\\s*[、.．]\\s*`) },
  { style: 'Section 1', pattern: /^(?:section|part|chapter)\s+(?:\d{1,2}|[ivx]{1,4})\b\s*[.:、-]?\s*/i },
  { style: '（1）', pattern: /^[（(]\d{1,2}[）)]\s*[、.．]?\s*/ },
  { style: '1.', pattern: /^\d{1,2}(?:\s*[、．]|\.(?!\d)|[)）])\s*/ },
];

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const HEADING = /^#{1,6}\s*/;
const BULLET = /^[-*+•·]\s+/;
const EMPHASIS = /\*\*|__|`/g;
const LENGTH =
  /[（(]?\s*(?:字数\s*[:：]?\s*)?(?:大?约|about|approximately|approx\.?|around|~)?\s*(\d[\d,]*)\s*(?:字|words?\b)(?:左右)?\s*[）)]?/i;
/** A line that a person added without a number: `标题（约N字）：要点`. */
const UNNUMBERED = /^[^，。：:（(]{1,60}[（(]\s*(?:约|about)?\s*\d+\s*(?:字|words?)\s*[）)]\s*(?:[：:]|$)/i;

/** Reads the sections out of an outline in any of the forms that models and people use; none gives an empty list. */
export function parseSections(text: string): ParsedSection[] {
  const sections: { title: string; length: number | undefined; points: string[] }[] = [];
  let sectionStyle: string | undefined;
  for (const line of text.replace(COMMENT, '').split(/\r?\n/)) {
    const { content, style } = readLine(line);
    const numbered = style !== undefined && style === (sectionStyle ?? style);
    if (content !== '' && (numbered || UNNUMBERED.test(content))) {
      sectionStyle ??= style;
      sections.push(readSection(content));
    } else if (style !== undefined) {
      sections.at(-1)?.points.push(...splitPoints(content));
    }
  }
  return sections.filter((section) => section.title !== '');
}

/** A heading without its number: `一、总体目标` and `1. 总体目标` are 总体目标. */
export function headingTitle(heading: string): string {
  return readLine(heading).content;
}

/** Takes marks and numbering off a line; `style` is undefined for prose. */
function readLine(line: string): { content: string; style: string | undefined } {
  const plain = withoutControls(line).replace(EMPHASIS, '').trim();
  const bare = plain.replace(/^>\s*/, '').replace(HEADING, '').replace(BULLET, '');
  for (const { style, pattern } of NUMBERINGS) {
    if (pattern.test(bare)) return { content: bare.replace(pattern, '').trim(), style };
  }
  if (/^#{2,6}\s*\S/.test(plain)) return { content: bare.trim(), style: '##' };
  if (BULLET.test(plain)) return { content: bare.trim(), style: '-' };
  return { content: bare.trim(), style: undefined };
}

function readSection(content: string): { title: string; length: number | undefined; points: string[] } {
  const length = LENGTH.exec(content)?.[1]?.replaceAll(',', '');
  const [title = '', ...rest] = content.replace(LENGTH, '').split(/[：:]/);
  return {
    title: title.replace(/[，、。；\s]+$/, '').trim(),
    length: length === undefined ? undefined : Number(length),
    points: splitPoints(rest.join('：')),
  };
}

function splitPoints(text: string): string[] {
  return text
    .replace(LENGTH, '')
    .split(/[；;]/.test(text) ? /[；;。]/ : /[，,、；;。]/)
    .map((point) => point.replace(/^要点\s*[：:]/, '').trim())
    .filter((point) => point !== '');
}
