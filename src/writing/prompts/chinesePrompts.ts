import { statedFields } from '../documents/fields.ts';
import type { DefaultSection } from '../documents/kind.ts';
import { type Outline, printHeading } from '../outline/outline.ts';
import {
  type InstructedPrompts,
  LEAST_POINTS,
  linesOf,
  PLAN_FORM,
  type PlanFault,
  type PlanSize,
} from './instructedPrompts.ts';
import type { PromptParts } from './promptParts.ts';

const FACTS = '没有给出的数据、人名和日期写成“××”，不编造';
/** With a brief a text may be on what everybody can know. */
const DOUBTFUL_FACTS = '没有给出又拿不准的数据、人名和日期写成“××”，不编造';

const FAULTS: Readonly<Record<PlanFault['kind'], string>> = {
  tooFewSections: '节数不够',
  emptySections: '这些节没有自己的小标题',
};

/** Chinese prompts: plain sentences, since a model takes up the form in which it is asked. */
export function chinesePrompts(parts: PromptParts): InstructedPrompts {
  return {
    plan: (size) => planPrompt(parts, size),
    replan: (faults) =>
      `这份提纲还不行：${faults.map(printFault).join('；')}。请改好后重新给出完整的提纲，只用JSON回答。`,
    task: (outline) => taskPrompt(parts, outline),
    goOn: (title, length) =>
      `请从上文停下的地方接着写${title === '' ? '' : `“${title}”的`}正文，约${length}字。直接写正文，不写标题，不重复写过的话，写完这一部分就停下。`,
    leads: ['具体来说，', '同时，', '此外，', '为此，', '另外，'],
    withMaterial: (prompt, material) =>
      `${prompt}\n内容以下面的参考材料为依据，只取与这里有关的部分，材料里没有的事实不写。\n参考材料：\n${material}`,
    recap: (endings) => `前面几节已经写好，各节的结尾是：\n${endings.join('\n')}`,
  };
}

function planPrompt(parts: PromptParts, { sections, points }: PlanSize): string {
  const { kind } = parts;
  const { outlineRules, defaultSections } = kind.wordings.zh;
  return linesOf([
    `我要写${what(parts)}，全文约${parts.length}字。请先列出提纲。`,
    ...given(parts),
    labelled('各节安排', outlineRules),
    labelled(
      kind.askedSections ? '各节依次是' : '常用的标题',
      defaultSections.map(({ title }) => title).join('、'),
    ),
    `提纲分${sections}节。每节有标题（title，十个字以内，不带序号）和${LEAST_POINTS}到${points}个小标题（subheadings，每个四到十个字，不是句子，说一件具体的事）。${placed(defaultSections)}各节的小标题不重复。`,
    `只用JSON回答，写在一行：${PLAN_FORM}`,
  ]);
}

function placed(sections: readonly DefaultSection[]): string {
  const main = sections.find(({ isMain }) => isMain)?.title;
  return main === undefined
    ? '必须写到的内容各放进合适的一节，'
    : `必须写到的内容作为“${main}”一节的小标题，另有更合适的一节的除外，`;
}

function taskPrompt(parts: PromptParts, { sections }: Outline): string {
  const hasPlan = sections.some(({ title }) => title !== '');
  const plan = sections.map(({ title, points }, index) => {
    const contents = points.length > 0 ? `：${points.join('、')}` : '';
    return `${printHeading(index, title)}${contents}`;
  });
  return linesOf([
    `请写${what(parts)}，全文约${parts.length}字。`,
    ...given(parts),
    labelled('参考范例（只学写法，不抄内容）', parts.kind.wordings.zh.sample),
    `写法：${howToWrite(parts, hasPlan)}。`,
    ...(hasPlan ? ['按下面的结构写：', ...plan] : []),
  ]);
}

function given(parts: PromptParts): (string | undefined)[] {
  const { kind, topic, points, fields, brief } = parts;
  const { contents, tone } = kind.wordings.zh;
  return [
    `文种：${kind.name}`,
    brief === undefined ? `主题：${topic}` : `委托人的原话（都要做到）：\n"""\n${brief}\n"""`,
    labelled('已知情况', statedFields(kind, 'zh', fields).join('；')),
    labelled('必须写到', points.join('；')),
    labelled('写作要求', contents),
    labelled('语气', tone),
  ];
}

function what({ title, brief }: PromptParts): string {
  return brief === undefined ? `一份《${title}》` : `《${title}》`;
}

function howToWrite({ kind, brief }: PromptParts, hasPlan: boolean): string {
  const said = kind.wordings.zh.manner ?? manner(kind, hasPlan);
  if (kind.isFree) return said;
  return `${said}；${brief === undefined ? FACTS : DOUBTFUL_FACTS}`;
}

function manner({ body, headings }: PromptParts['kind'], hasPlan: boolean): string {
  if (body === 'bullets') return '每节分条列出，每条用“- ”开头，是一句完整的话；各条内容不重复';
  if (hasPlan)
    return '每个标题下写一到两段完整的话，不分条，把怎么做、谁来做、做到什么程度写具体；各部分内容不重复，只在最后总结';
  return headings === 'numbered'
    ? '分成几个部分，每部分先用单独一行写小标题，格式如“一、小标题”，再写正文'
    : '写成自然段，每段三到四句完整的话，不分条，不写小标题，写完就结束；时间、地点和数字只用给出的';
}

function printFault({ kind, titles }: PlanFault): string {
  return titles.length > 0 ? `${FAULTS[kind]}：${titles.join('、')}` : FAULTS[kind];
}

function labelled(label: string, text: string | undefined): string | undefined {
  return text ? `${label}：${text}` : undefined;
}
