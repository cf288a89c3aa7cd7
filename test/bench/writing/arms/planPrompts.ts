/** A line of a plan. */
export interface PlannedStep {
  /** The line as the model wrote it: what the part has to say, and how long it should be. */
  readonly line: string;
  /** Characters; undefined where the line has no number. */
  readonly length: number | undefined;
}

/** More steps than this are a model that does not stop. */
const MOST_STEPS = 50;

/** Asks for a plan with the main point and the length of a part in each line. */
export function planPrompt(wish: string): string {
  return `下面是一项写作任务。动笔之前，请先把它拆成几个部分，每一部分以后单独写成一段，长度在200到1000字之间；各部分合起来要完成整个任务，并符合任务要求的总字数。

写作任务：
${wish}

每行列出一个部分，写明这一部分要讲什么、写多少字，形式如下：
第1部分 | 要讲的内容：…… | 长度：……字
第2部分 | 要讲的内容：…… | 长度：……字

只列出这些行，不写别的。`;
}

/** Asks for one step's text, with the wish, the whole plan and all that was written so far. */
export function stepPrompt(wish: string, plan: string, written: string, step: string): string {
  return `你正在按照计划一步一步地完成一项写作任务。

写作任务：
${wish}

写作计划：
${plan}

已经写好的部分：
${written || '（还没有）'}

现在请写计划中的这一部分：
${step}

只写这一部分的正文，与已经写好的部分自然衔接，不重复它们，也不要提前收尾。`;
}

/** Reads a plan: its lines that give a length, or all its lines where none does. */
export function parsePlan(answer: string): PlannedStep[] {
  const lines = answer.split('\n').flatMap((text) => {
    const line = text.trim();
    if (!/[\p{L}\p{N}]/u.test(line)) return [];
    const length = /(\d{2,5})(?:\s*[-~～到至]\s*\d{2,5})?\s*字/.exec(line)?.[1];
    return { line, length: length === undefined ? undefined : Number(length) };
  });
  const measured = lines.filter(({ length }) => length !== undefined);
  return (measured.length > 0 ? measured : lines).slice(0, MOST_STEPS);
}
