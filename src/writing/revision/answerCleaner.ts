const WORK = '扩写|缩写|润色|改写|修改|翻译|续写';
/** A first line that only announces the answer: `以下是润色后的文字：`, `润色后：`, `Here is the translation:`. */
const PREAMBLE = new RegExp(
  `^(?:(?:好的|当然)[^\\n]{0,40}[:：]|(?:以下|下面)(?:是|为)?[^\\n]{0,20}(?:${WORK}|文字|段落|结果|译文|版本)[^\\n]{0,12}[:：]` +
    `|(?:${WORK})(?:后|结果|如下|版)[^\\n。]{0,12}[:：]|(?:sure|here is|here's|certainly)\\b[^\\n]{0,80}:)[ \\t*]*(?:\\n+|$)`,
  'i',
);
/** The same where the answer follows on its line: `润色后：`, `译文：`. */
const LABEL = new RegExp(
  `^\\**(?:(?:${WORK})(?:后|结果|如下|后的?(?:文字|文本|内容|版本|结果|段落))|译文|Translation)\\**[:：]\\**[ \\t]*`,
  'i',
);
/** A last paragraph about the answer rather than of it. */
const POSTSCRIPT =
  /\n+(?:[（(]?(?:注|备注|说明|修改说明|Note)[:：]|希望(?:这|以上|上述|对您|对你|能)|以上(?:是|为|就是|内容)|如(?:果)?(?:您|你|有|需)[^\n]*(?:请|可以|随时|告诉))[^\n]*\s*$/i;
const FENCE = /^```\w*\n([\s\S]*?)\n?(?:```\s*)?$/;
const QUOTES = ['“”', '""', '「」', '『』', '‘’', '《》'] as const;
const HEADING_MARKS = /^#{1,6}[ \t]+/gm;
const LIST_MARK = /^(?:[-*+]|\d{1,2}[.)])[ \t]+/;

/**
 * What of a model's answer is the revised passage: without announcement, postscript, wrapping quotes or code fence, and
 * without marks of headings and lists that the passage did not have. It may be called on an answer that is still growing.
 * @param original the passage that was given to the model
 * @param mayRestructure true leaves marks of headings and lists as the model made them
 */
export function cleanAnswer(answer: string, original: string, mayRestructure = false): string {
  let text = unless(FENCE, original, answer.replaceAll('\r', '').trim(), '$1');
  text = unless(PREAMBLE, original, text, '').trimStart();
  text = unless(LABEL, original, text, '');
  text = unless(POSTSCRIPT, original, text, '').trim();
  text = unless(FENCE, original, text, '$1');
  text = unquote(text, original);
  if (!mayRestructure) {
    text = unless(LIST_MARK, original, text, '');
    text = unless(HEADING_MARKS, original, text, '');
  }
  return text.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n');
}

/** Replaces a pattern, unless the person's own text has it. */
function unless(pattern: RegExp, original: string, text: string, replacement: string): string {
  return original.search(pattern) >= 0 ? text : text.replace(pattern, replacement);
}

/** Takes off quotes around the whole answer; while it grows, the closing one is still missing. */
function unquote(text: string, original: string): string {
  const pair = QUOTES.find(([open = '']) => text.startsWith(open) && !original.startsWith(open));
  if (!pair) return text;
  const [open = '', close = ''] = pair;
  const inner = text.slice(1);
  if (inner.endsWith(close)) {
    const body = inner.slice(0, -1);
    return body.includes(close) || body.includes(open) ? text : body;
  }
  return inner.includes(close) ? text : inner;
}
