const BRACKETS = /\[([^\]\n]{1,40})\](?!\()|【([^】\n]{1,40})】/g;
/** `[1]`, `[J]`, `[x]` mark sources and ticks. */
const REFERENCE = /^(?:[\d,，\s–-]+|[A-Z]{1,2}(?:\/[A-Z]{2})?|[x ]|\^.+)$/;
const TO_FILL_IN =
  /待(?:填|补充|定)|填写|此处|具体|姓名|日期|名称|地点|您的|你的|某某|\bname\b|\bdate\b|\byour\b|\bfill/i;
const FORMAT =
  /(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|(?<![A-Za-z])[Xx](?=[年月日])|_{3,}|[（(](?:此处|请)[^）)\n]{0,20}填写?[^）)\n]{0,20}[）)]/g;

/** What a model left for somebody to fill in, `[具体日期]`, `XX公司`, `____`; the product's own honest `××` is none. */
export function placeholders(markdown: string): string[] {
  const brackets = [...markdown.matchAll(BRACKETS)].flatMap(([text, square, chinese]) =>
    square !== undefined ? (REFERENCE.test(square) ? [] : text) : TO_FILL_IN.test(chinese ?? '') ? text : [],
  );
  return [...brackets, ...(markdown.match(FORMAT) ?? [])];
}
