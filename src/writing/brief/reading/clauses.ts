/** With what a person asks for a text. */
const ASKING =
  /写|撰|创作|[草编]拟|拟[一定]|起草|设计|制作|准备|列出|生成|优化|发表|介绍|解说|解释|评论|出\s*[\d一二三四五六七八九十]|做[一个份]|来[一个篇份段]|给我|\b(?:write|draft|compose|prepare|create|produce|make|give me|need|want)\b/i;
/** Who is to write: no part of what is asked for. */
const ROLE = /^\s*(?:你是|我是|作为|假设你|假如你|you are|as an? |i am|i'm)/i;
const QUOTED = /《[^》\n]*》|“[^”\n]*”|「[^」\n]*」|"[^"\n]*"/g;

/** The sentences and lines of a brief, without white space around them. */
export function sentencesOf(brief: string): string[] {
  return split(brief, /(?<=[。！？；!?;\n])|(?<=\.)\s+/);
}

/** The sentences that ask for something. */
export function askingSentences(brief: string): string[] {
  return sentencesOf(brief).filter((sentence) => ASKING.test(sentence));
}

/** The clauses that ask for a text, from the verb on, and without what they quote: the first is the likeliest to name its kind. */
export function askingClauses(brief: string): string[] {
  return clausesOf(brief.replace(QUOTED, '')).flatMap((clause) => {
    const start = isRole(clause) ? -1 : clause.search(ASKING);
    return start < 0 ? [] : [clause.slice(start)];
  });
}

/** The first clauses of a brief, for one that names what it wants and asks with no verb: 法真简介，200字左右. */
export function firstClauses(brief: string): string[] {
  return clausesOf(brief.replace(QUOTED, ''))
    .filter((clause) => !isRole(clause))
    .slice(0, 2);
}

/** Whether a sentence says who is to write: 你是一名记者. */
export function isRole(sentence: string): boolean {
  return ROLE.test(sentence);
}

function clausesOf(text: string): string[] {
  return split(text, /[，,。！？；：!?;:\n]|\.\s|\s(?=[请撰写])/);
}

function split(text: string, at: RegExp): string[] {
  return text
    .split(at)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
