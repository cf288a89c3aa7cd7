import { statedFields } from '../documents/fields.ts';
import type { Section } from '../outline/outline.ts';
import type { DocumentPrompts, PromptParts } from './documentPrompts.ts';
import { exampleLine } from './exampleLine.ts';

const HONESTY = '不编造没有给出的数据、人名和日期，需要时写“××”';
const COHERENCE = '不重复前面各节写过的内容，除最后一节外不写总结全文的话';
const BULLETS = '用“- ”开头的要点逐条列出，不写成段落';

/** Chinese prompts for models that follow instructions: the kind's own are told once, with the outline; how to write, with each section. */
export function chinesePrompts(parts: PromptParts): DocumentPrompts {
  return {
    outline: outlinePrompt(parts),
    section: (index, section) => `请撰写${sectionTask(parts, index, section)}`,
    continuation: (index, section) => `请接着上文继续撰写${sectionTask(parts, index, section)}`,
    withMaterial: (prompt, material) =>
      `${prompt}\n内容以下面的参考材料为依据，只取与本节有关的部分：\n参考材料：\n${material}`,
    recap: '请摘录已写各节的结尾，每行一节。',
  };
}

function outlinePrompt(parts: PromptParts): string {
  const { kind, topic, length, points, fields } = parts;
  const { outlineRules, contents, tone, sample } = kind.wordings.zh;
  const cover = points.length > 0 ? `，需要涵盖：${points.join('、')}` : '';
  const lines = [
    `请为主题“${topic}”的${kind.name}拟定写作大纲，全文约${length}字${cover}。`,
    labelled('已知信息', statedFields(kind, 'zh', fields).join('；')),
    labelled('大纲要求', outlineRules),
    labelled('写作要求', contents),
    labelled('语气', tone),
    labelled('参考范例（只学写法，不抄内容）', sample && `\n${sample}\n`),
    `每行一节，格式为“序号、标题（约N字）：要点，要点”，例如“${exampleLine(parts, 'zh')}”，各节字数合计约${length}字。只输出大纲。`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function sectionTask({ kind }: PromptParts, index: number, { title, length, points }: Section): string {
  const cover = points.length > 0 ? `，要点：${points.join('，')}` : '';
  const { tone } = kind.wordings.zh;
  const manner = [
    ...(tone ? [`语气${tone}`] : []),
    ...(kind.body === 'bullets' ? [BULLETS] : []),
    HONESTY,
    COHERENCE,
  ].join('；');
  return `第${index + 1}节“${title}”，约${length}字${cover}。${manner}。只输出正文，不要重复标题。`;
}

function labelled(label: string, text: string | undefined): string {
  return text ? `${label}：${text}` : '';
}
