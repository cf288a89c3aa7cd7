import { statedFields } from '../documents/fields.ts';
import { type Outline, printHeading } from '../outline/outline.ts';
import {
  type InstructedPrompts,
  linesOf,
  type PlanFault,
  POINTS,
  paragraphsFor,
  type SectionAsk,
} from './instructedPrompts.ts';
import type { PromptParts } from './promptParts.ts';

/** Characters of a paragraph. */
const PARAGRAPH = 150;
const FACTS = '没有给出的数据、人名和日期写成“××”，不编造';
const BULLETS = '用“- ”开头逐条列出，每条是一句完整的话';

const FAULTS: Readonly<Record<PlanFault['kind'], string>> = {
  tooFewSections: '节数不够',
  emptySections: '这些节没有写明内容',
  sameSections: '这些节的内容相同',
  placeholders: '这些节里有问句或没有填的空',
};

/** Chinese prompts: plain sentences, since a model takes up the form in which it is asked. */
export function chinesePrompts(parts: PromptParts): InstructedPrompts {
  return {
    plan: (sections) => planPrompt(parts, sections),
    replan: (faults) =>
      `这份计划还不行：${faults.map(printFault).join('；')}。请改好后重新给出完整的计划，只用JSON回答。`,
    task: (outline) => taskPrompt(parts, outline),
    section: (ask) => (ask.section.title === '' ? wholePrompt(parts, ask) : sectionPrompt(parts, ask)),
    more: (length) =>
      `内容还不够充实。请接着往下再写约${length}字，把做法、过程或例子写具体，不重复写过的话，直接写正文。`,
    withMaterial: (prompt, material) =>
      `${prompt}\n内容以下面的参考材料为依据，只取与这里有关的部分，材料里没有的事实不写。\n参考材料：\n${material}`,
    recap: (endings) => `前面几节已经写好，各节的结尾是：\n${endings.join('\n')}`,
  };
}

function planPrompt(parts: PromptParts, sections: number): string {
  const { outlineRules, defaultSections } = parts.kind.wordings.zh;
  return linesOf([
    `我要写一份《${parts.title}》，全文约${parts.length}字。请先列出写作计划。`,
    ...given(parts),
    labelled('各节安排', outlineRules),
    labelled('常用的标题', defaultSections.map(({ title }) => title).join('、')),
    `计划分${sections}节。每节有标题（title，十个字以内，不带序号）和要点（points，${POINTS.least}到${POINTS.most}个，每个是十个字以内的短语，说一件具体的事）。必须写到的内容各放进合适的一节，各节的要点不重复。`,
    '只用JSON回答。',
  ]);
}

function taskPrompt(parts: PromptParts, { sections }: Outline): string {
  const hasPlan = sections.some(({ title }) => title !== '');
  const scope = hasPlan ? `，分${sections.length}节` : '';
  const plan = sections.map(({ title, length, points }, index) => {
    const contents = points.length > 0 ? `：${points.join('、')}` : '';
    return `${printHeading(index, title)}（约${length}字）${contents}`;
  });
  return linesOf([
    `请写一份《${parts.title}》，全文约${parts.length}字${scope}。`,
    ...given(parts),
    labelled('参考范例（只学写法，不抄内容）', parts.kind.wordings.zh.sample),
    ...(hasPlan ? ['全文的安排：', ...plan] : []),
    `写法：${manner(parts, hasPlan)}。`,
  ]);
}

function given(parts: PromptParts): (string | undefined)[] {
  const { kind, topic, points, fields } = parts;
  const { contents, tone } = kind.wordings.zh;
  return [
    `文种：${kind.name}`,
    `主题：${topic}`,
    labelled('已知情况', statedFields(kind, 'zh', fields).join('；')),
    labelled('必须写到', points.join('；')),
    labelled('写作要求', contents),
    labelled('语气', tone),
  ];
}

function manner({ kind }: PromptParts, hasPlan: boolean): string {
  const form =
    kind.body === 'bullets'
      ? BULLETS
      : '用完整的句子写成自然段，把事情怎么做、做到什么程度说清楚，不写成提纲';
  const together = hasPlan ? '；各节内容互不重复，只有最后一节可以总结' : '';
  return `${form}；${FACTS}${together}`;
}

function sectionPrompt(
  { kind }: PromptParts,
  { index, section, isContinued, later, isRepeated }: SectionAsk,
): string {
  const { title, length, points } = section;
  const which = isContinued
    ? `接着写“${title}”这一节余下的内容`
    : `${index === 0 ? '现在' : '接着'}写“${title}”这一节的正文`;
  const contents = points.length > 0 ? `，写${points.join('、')}` : '';
  const rest = index > 0 || isContinued ? '，不重复前面写过的话' : '';
  const end =
    later.length === 0
      ? '这是最后一节，可以自然收尾。'
      : `${later.map((each) => `“${each}”`).join('')}留到后面写，这里不写，也不总结全文。`;
  const fresh = isRepeated ? '前面各节已经写过的换成新的内容。' : '';
  return `${which}，约${length}字，${form(kind.body, length)}${contents}。直接写正文，不写标题和小标题${rest}。${end}${fresh}`;
}

function wholePrompt({ kind }: PromptParts, { section: { length }, isContinued }: SectionAsk): string {
  if (isContinued) return `接着写余下的正文，约${length}字，不重复写过的话。写完就结束，不加说明。`;
  const parts =
    kind.headings === 'numbered'
      ? '分成几个部分写，每部分先用单独一行写小标题，格式如“一、小标题”，再写正文；不写总标题'
      : `${form(kind.body, length)}，每段都写充实，不写标题和小标题`;
  return `现在写正文，约${length}字，${parts}。写完就结束，不加说明。`;
}

function form(body: PromptParts['kind']['body'], length: number): string {
  return body === 'bullets' ? BULLETS : `写成${paragraphsFor(length, PARAGRAPH)}个自然段，不分条`;
}

function printFault({ kind, titles }: PlanFault): string {
  return titles.length > 0 ? `${FAULTS[kind]}：${titles.join('、')}` : FAULTS[kind];
}

function labelled(label: string, text: string | undefined): string | undefined {
  return text ? `${label}：${text}` : undefined;
}
