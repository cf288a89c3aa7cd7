import * as v from 'valibot';
import { unitGrams } from '../../text/measure.ts';
import { statedLength } from './statedLength.ts';
import { cleanTitle, LONGEST_TITLE } from './statedTitle.ts';

const TEXT = v.fallback(v.string(), '');
const TEXTS = v.fallback(v.array(v.fallback(v.string(), '')), []);

/** What a model answers; what it leaves out or answers in another form is empty. */
const ANSWER = v.looseObject({
  kind: TEXT,
  title: TEXT,
  points: TEXTS,
  reader: TEXT,
  tone: TEXT,
  requirements: TEXTS,
});

/** What a model has read out of a brief, and the program has found in it. */
export interface CheckedAnswer extends v.InferOutput<typeof ANSWER> {
  /** Answers to fields of the kind that stand in the brief word for word. */
  readonly fields: Readonly<Record<string, string>>;
}

/** From this share of its pairs of characters, or words, on, a phrase is said in the brief. */
export const SAID = 0.65;
/** A title puts together what a brief says, in words that need not all be there. */
const SAID_IN_TITLE = 0.3;
const LONGEST_POINT = 40;
/** What is asked of the writing, and is no matter to write about. */
const ABOUT_THE_WRITING =
  /字数|\d\s*字|[百千万]字|字[以左]|以内$|以上$|words?\b|左右|标题|题目|语言|风格|语气|文风|结构清晰|逻辑|简洁|术语|^(?:尽量|注意|确保|不得|避免)|段落|格式|连贯|format|tone|style/i;
/** What a person tells the writer to do, and no title. */
const INSTRUCTION =
  /^(?:优化|生成|撰写|写|请|根据|按照|以下|要求|扩写|改写|write|please|based on)|优化$|标题|题目|字数/i;
/** An entry of a list of references: it is to be cited, and no matter by itself. */
const REFERENCE = /^\s*[[［【]\d+[\]］】].*$/gm;
/** What a model answers where it has nothing to say. */
const NOTHING =
  /^(?:无|空|没有|未提及|未说明|未指定|不限|暂无|none|n\/a|not (?:specified|stated|given)|null|empty)[。.]?$/i;

/**
 * Takes a model's answer apart and keeps what the brief says: nothing invented, no figure that is not there, nothing twice.
 * @param fields ids of the kind's fields
 * @returns undefined where the answer is no JSON
 */
export function checkedAnswer(
  answer: string,
  brief: string,
  fields: readonly string[] = [],
): CheckedAnswer | undefined {
  const read = v.safeParse(ANSWER, parseObject(answer));
  if (!read.success) return undefined;
  const { output } = read;
  const isIn = (text: string) => !NOTHING.test(text) && isSaid(text, brief, SAID);
  const title = cleanTitle(output.title);
  const matter = brief.replace(REFERENCE, '');
  const points = output.points
    .map((point) => phraseOf(point))
    .filter(
      (point) =>
        isIn(point) &&
        isSaid(point, matter, SAID) &&
        !ABOUT_THE_WRITING.test(point) &&
        !title.includes(point),
    );
  const requirements = output.requirements
    .map((each) => each.trim().replace(/[。；;.]+$/, ''))
    .filter((each) => isIn(each) && statedLength(each) === undefined && !points.includes(each));
  const said = fields.flatMap((id) => {
    const value = output[id];
    return typeof value === 'string' && value.trim() !== '' && brief.includes(value.trim())
      ? [[id, value.trim()]]
      : [];
  });
  return {
    kind: output.kind,
    title: isTitle(title) && isSaid(title, brief, SAID_IN_TITLE) ? title : '',
    points: withoutRepeats(points),
    reader: isIn(output.reader) ? output.reader.trim() : '',
    tone: isIn(output.tone) ? output.tone.trim() : '',
    requirements: withoutRepeats(requirements),
    fields: Object.fromEntries(said),
  };
}

function isTitle(title: string): boolean {
  return title.length <= LONGEST_TITLE && !INSTRUCTION.test(title);
}

/** Words that say nothing by themselves. */
const EMPTY_WORDS = /\b(?:a|an|the|of|to|in|on|at|by|for|and|or|with|from|is|are|be|its?|that|this|as)\b/g;

/** Whether a brief says a thing: with its figures, and with so large a share of its words. */
export function isSaid(text: string, brief: string, least: number): boolean {
  const figures = text.match(/\d+/g) ?? [];
  if (!figures.every((figure) => brief.includes(figure))) return false;
  const [wanted, known] = [text, brief].map((each) =>
    unitGrams(plain(each), /\p{Script=Han}/u.test(text) ? 2 : 1),
  );
  const words = new Set(known);
  const said = (wanted ?? []).filter((each) => words.has(each)).length;
  return said > 0 && said >= (wanted ?? []).length * least;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(EMPTY_WORDS, ' ');
}

function phraseOf(point: string): string {
  const phrase = point
    .replace(/\s+/g, ' ')
    .replace(/^[\d.、\s-]+|[。；;，,.\s]+$/g, '')
    .trim();
  return [...phrase].length > LONGEST_POINT && /\p{Script=Han}/u.test(phrase)
    ? (phrase.split(/[，,：:]/)[0] ?? '')
    : phrase;
}

/** Of two of which one holds the other, the first. */
function withoutRepeats(texts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const text of texts) {
    if (text !== '' && !kept.some((each) => each.includes(text) || text.includes(each))) kept.push(text);
  }
  return kept;
}

/** The first JSON object of an answer that may have words around it. */
function parseObject(answer: string): unknown {
  try {
    return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
