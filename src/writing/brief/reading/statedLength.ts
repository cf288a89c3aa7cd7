import { NUMBER, readNumber } from '../../text/numbers.ts';

/** A length that a brief states. */
export interface StatedLength {
  /** Characters; words in English. A bound is moved inwards, so that a text that comes near its target keeps it. */
  readonly length: number;
  /** Where it stands in the brief. */
  readonly said: string;
}

/** Less is the length of a title or a phrase. */
const LEAST = 30;
/** More is said of something else than the document. */
const MOST = 100_000;
/** How far the target is from a bound. */
const INWARDS = 0.1;
/** Spoken in a minute: characters, and words in English. */
const A_MINUTE = { zh: 220, en: 130 } as const;

const UNIT =
  '(?:个|多|余|来)?\\s*-?\\s*(?:汉字|中文字|单词|字(?!典|母|节|体|面|幕|形)符?|词(?!汇|语|条|典|组|性)|words?\\b|characters?\\b)';
const BETWEEN = '(?:个?字|词|words?)?\\s*(?:-{1,2}|[–—~～]|至|到|\\bto\\b|\\bor\\b|\\band\\b)\\s*';
const LENGTH = new RegExp(`(${NUMBER})(?:\\s*${BETWEEN}(${NUMBER}))?\\s*${UNIT}`, 'gi');
/** `字数1400左右`, which names no unit. */
const COUNT = new RegExp(
  `(?:字数|篇幅|word count)[^\\d零一二两三四五六七八九十百千万，。；\\n]{0,8}(${NUMBER})(?:\\s*${BETWEEN}(${NUMBER}))?`,
  'gi',
);
const AT_LEAST_BEFORE =
  /(?:不少于|不低于|不得少于|不能少于|不小于|不下于|至少|最少|(?<![不得要能])超过|(?<!不)多于|(?<!不)大于|at least|(?:no|not) (?:less|fewer) than|minimum(?: of)?|(?<!no |not )more than|over)[\s约]*$/i;
const AT_LEAST_AFTER = /^\s*(?:\+|以上|及以上|起\b|or more|at least|minimum|at minimum)/i;
const AT_MOST_BEFORE =
  /(?:不超过|不多于|不高于|不大于|不得超过|不能超过|不要超过|最多|至多|少于|小于|低于|up to|at most|(?:no|not) (?:more|longer) than|within|maximum(?: of)?|less than|under|fewer than|below)\s*(?:a )?$/i;
const AT_MOST_AFTER = /^\s*(?:以内|之内|以下|内|or less|or fewer|at most|max)/i;
const EACH_BEFORE =
  /(?:每一?(?:个|篇|段|节|章|条|幕|课时|课|题|部分|则|首|封|天|集|环节|页|道)?|各|each|every|per)[^，。；,;\n]{0,14}$/i;
const EACH_AFTER = /^\s*(?:左右)?\s*(?:each\b|per (?!cent))/i;
const WHOLE_BEFORE = /(?:全文|总字数|总共|共计|共|篇幅|正文|字数|全长|total|overall)[^，。；,;\n]{0,8}$/i;
const TITLE_BEFORE = /(?:标题|题目|摘要|关键词|开头|导语|引言|title|abstract|summary)[^，。；,;\n]{0,8}$/i;
const PIECES = new RegExp(
  `(?<![第每])(${NUMBER})\\s*(?:个|大|道)?(?:篇|段|节|章|条|幕|课时|课|题|部分|则|首|封|天|集|环节|essays?|entries|chapters?|parts?|posts?|letters?|poems?|stories)`,
  'gi',
);
const MINUTES = new RegExp(
  `(${NUMBER})\\s*-?\\s*(?:分钟|minutes?)(?=[^，。；,;\\n]{0,8}(?:演讲|发言|致辞|讲话|讲稿|口播|speech|talk|toast))`,
  'i',
);

interface Found extends StatedLength {
  readonly isEach: boolean;
  readonly isWhole: boolean;
  readonly isOfTitle: boolean;
}

/** How long the text is to be, by what a brief says in figures or words: 两千字, 300 to 400 words, 每篇400字. */
export function statedLength(brief: string): StatedLength | undefined {
  const text = brief.normalize('NFKC');
  const found = [...text.matchAll(LENGTH), ...text.matchAll(COUNT)]
    .map((match) => judge(text, match))
    .filter(({ length }) => length >= LEAST && length <= MOST);
  const ofAll = found.filter(({ isEach }) => !isEach);
  const candidates = [ofAll.filter(({ isWhole }) => isWhole), ofAll.filter(({ isOfTitle }) => !isOfTitle)];
  const best =
    candidates.map(longest).find(Boolean) ?? perPiece(text, found) ?? longest(ofAll) ?? spoken(text);
  return best && { length: Math.round(best.length / 10) * 10, said: best.said };
}

/** A sentence without what it says of the length. */
export function withoutLength(text: string): string {
  return text
    .replace(LENGTH, '')
    .replace(/(?:不少于|不超过|至少|最多|大?约)?\s*(?:左右|以上|以内)(?=[，。,.；;的）)]|$)/g, '');
}

function judge(text: string, { 0: said, 1: from = '', 2: to, index }: RegExpMatchArray): Found {
  const start = index ?? 0;
  const before = text.slice(Math.max(0, start - 24), start);
  const after = text.slice(start + said.length, start + said.length + 12);
  const [first, second] = [readNumber(from), to === undefined ? undefined : readNumber(to)];
  // 3-5千字 and 3到5千字 say the unit once.
  const scale =
    second !== undefined && first < 10 && second >= 1000 ? 10 ** Math.floor(Math.log10(second)) : 1;
  const stated = second === undefined ? first : (first * scale + second) / 2;
  return {
    length: second === undefined ? stated * (1 + inwards(before, after)) : stated,
    said: said.trim(),
    isEach: EACH_BEFORE.test(before) || EACH_AFTER.test(after),
    isWhole: WHOLE_BEFORE.test(before) || /^(?:字数|篇幅|word count)/i.test(said),
    isOfTitle: TITLE_BEFORE.test(before),
  };
}

function inwards(before: string, after: string): number {
  if (AT_LEAST_BEFORE.test(before) || AT_LEAST_AFTER.test(after)) return INWARDS;
  return AT_MOST_BEFORE.test(before) || AT_MOST_AFTER.test(after) ? -INWARDS : 0;
}

function longest<T extends StatedLength>(found: readonly T[]): T | undefined {
  return [...found].sort((a, b) => b.length - a.length)[0];
}

/** So much for each piece, and how many pieces. */
function perPiece(text: string, found: readonly Found[]): StatedLength | undefined {
  const each = longest(found.filter(({ isEach }) => isEach));
  if (!each) return undefined;
  const counts = [...text.matchAll(PIECES)].map(([, count = '']) => readNumber(count));
  return { ...each, length: each.length * Math.max(1, ...counts.filter((count) => count <= 50)) };
}

/** `三分钟的演讲稿` */
function spoken(text: string): StatedLength | undefined {
  const [said, minutes = ''] = MINUTES.exec(text) ?? [];
  if (said === undefined) return undefined;
  return { length: readNumber(minutes) * A_MINUTE[/分钟/.test(said) ? 'zh' : 'en'], said };
}
