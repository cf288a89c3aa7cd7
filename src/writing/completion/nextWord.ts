const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** The first word of a text with the white space before it, Chinese words included; marks in a row count as one word. */
export function nextWord(text: string): string {
  let word = /^\s*/.exec(text)?.[0] ?? '';
  let isMarks = false;
  for (const { segment, isWordLike } of segmenter.segment(text.slice(word.length))) {
    if (isMarks && (isWordLike || segment.trim() === '')) return word;
    word += segment;
    if (isWordLike) return word;
    isMarks = true;
  }
  return word;
}
