/** Shorter phrases of a prompt may stand in a document by chance. */
const PHRASE = /\p{Script=Han}{6,}/gu;
/** What the outline's format and the shorter requests leave in a text. */
const FORMATS = [
  /序号、标题/g,
  /[（(]?约\s*(?:\d+|N)\s*字[）)]?/g,
  /要点[：:]/g,
  /只输出(?:正文|大纲)/g,
  /主要内容[：:].{0,80}字数[：:]/g,
];

/** The Chinese phrases of six characters and more in a program's text: there, its prompts alone are Chinese. */
export function phrasesOf(program: string): string[] {
  return [...new Set(program.match(PHRASE) ?? [])];
}

/**
 * Words of prompts found in a document, each place once.
 * @param phrases of the prompts
 * @param task what was asked for; what stands there already may stand in the document
 */
export function promptWords(markdown: string, phrases: readonly string[], task: string): string[] {
  const repeated = phrases
    .filter((phrase) => !task.includes(phrase))
    .flatMap((phrase) => Array<string>(markdown.split(phrase).length - 1).fill(phrase));
  const formats = FORMATS.flatMap((format) => markdown.match(format) ?? []);
  return [...repeated, ...formats.filter((found) => !task.includes(found))];
}
