import { askingClauses, askingSentences, isRole, sentencesOf } from './clauses.ts';
import { withoutLength } from './statedLength.ts';

/** Longest title of a document from a brief, in characters. */
export const LONGEST_TITLE = 60;

/** A title that is to be the document's, word for word. */
const TITLES: readonly RegExp[] = [
  /以[“"「《]?([^，。；\n“”"「」《》]{2,60}?)[”"」》]?\s*为(?:题目|标题|题)/,
  /(?:题目|标题)(?:是|为|叫|[：:])\s*([^，。；\n]{2,60}?)\s*(?:的(?:论文|文章|作文|报告)|[，。；\n]|$)/,
  /题为\s*[“"「]?([^，。；\n“”"「」]{2,60}?)[”"」]?(?:的|[，。；\n]|$)/,
  /\b(?:titled|entitled|called|title:)\s*["“]?([^"”\n.;]{3,80}?)["”]?(?:[.;,\n]|$)/i,
];
/** What a document is about, of which its kind's name makes a title. */
const TOPICS: readonly RegExp[] = [
  /(?:课题|主题|事件|话题|论题)\s*(?:[：:]|[是为])\s*([^，。；\n]{2,40}?)(?:的(?=\d|[一-鿿]{0,4}$)|[，。；\n]|$)/,
  /(?:关于|围绕|^对于)\s*[“"「《]?([^，。；\n“”"「」]{2,30}?)[”"」]?\s*(?:的|写|，|,|$)/,
  /\b(?:about|on|regarding)\s+(?:the\s+|an?\s+)?([^,.;\n]{3,60}?)(?:[,.;\n]|\s+(?:of|in|with|for)\s+(?:about|at least|\d)|$)/i,
];
/** What a brief begins with before it comes to the matter. */
const PREAMBLE =
  /^(?:请|[以如]下|要求|优化|按照|你的|我的|帮我|给我|麻烦|我(?:想|要|需要)|希望|能否|可以|你|根据|详细|简要|简单|写(?:出)?|的|撰写|创作|介绍|解说|一下|一[篇份段个首封]|设计|列出|please|write|draft|compose|prepare|me|an?\b|\s)+/i;

/** The title that a brief gives its document. */
export function statedTitle(brief: string): string | undefined {
  return firstMatch(brief, TITLES);
}

/** What a brief says that its document is about. */
export function statedTopic(brief: string): string | undefined {
  return firstMatch(brief, TOPICS);
}

/** The first line of a brief where it stands there as a heading: short, without a pause, and with more below it. */
export function headline(brief: string): string | undefined {
  const [first = '', ...rest] = brief.split('\n').map((line) => line.trim());
  const isOne =
    rest.some((line) => line !== '') &&
    first.length > 1 &&
    first.length <= 30 &&
    !/[，。；：！？,.;:!?]/.test(first);
  return isOne && askingClauses(first).length === 0 && !isRole(first) ? cleanTitle(first) : undefined;
}

/** A few words of what the brief begins with, where it says no title and no model has found one. */
export function roughTitle(brief: string): string {
  const [first = ''] = [...askingSentences(brief).filter((each) => !isRole(each)), ...sentencesOf(brief)];
  const [clause = ''] = withoutLength(first)
    .replace(PREAMBLE, '')
    .split(/[，,。；：!?！？\n]/)
    .filter((each) => each.trim() !== '');
  const title = cleanTitle(clause);
  return [...(title || cleanTitle(brief))].slice(0, 30).join('');
}

/** A title on one line, without marks around it. */
export function cleanTitle(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const [, inner] = /^《([^《》]*)》$|^$/.exec(line) ?? [];
  return (inner ?? line).replace(/^[“"「#\s]+|[”"」。，,；;：:\s]+$/g, '').trim();
}

function firstMatch(brief: string, patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const title = cleanTitle(pattern.exec(brief)?.[1] ?? '');
    // 标题：自拟
    if (title.length > 1 && !/自拟|自定|不限/.test(title)) return title;
  }
  return undefined;
}
