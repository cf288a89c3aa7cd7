import type { Language } from '../../text/language.ts';

const ENGLISH =
  /(?:[用以]|写成|翻译成)英[语文]|英[语文](?:的)?(?:作文|文章|演讲|讲话|邮件|信|短文|版|论文|报告|日记|故事|诗|简介)|in english/i;
const CHINESE = /用(?:中文|汉语)|中文(?:作文|文章|版|报告)|in chinese/i;
/** Latin words for a Chinese character, from which on a text is English. */
const WORDS_A_CHARACTER = 3;

/** The language that a brief asks for, else the one that most of it is in. */
export function statedLanguage(brief: string): Language {
  if (ENGLISH.test(brief)) return 'en';
  if (CHINESE.test(brief)) return 'zh';
  const words = brief.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  const characters = brief.match(/\p{Script=Han}/gu)?.length ?? 0;
  return words > 0 && words >= WORDS_A_CHARACTER * characters ? 'en' : 'zh';
}
