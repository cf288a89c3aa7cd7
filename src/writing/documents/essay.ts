import type { DocumentKind } from './kind.ts';

/** 申论: an argument on a matter of public policy, as the civil service examination asks for it. */
export const essay: DocumentKind = {
  id: 'essay',
  name: '申论',
  englishName: 'Policy essay',
  isKnownToDemoModel: true,
  typicalLength: 1200,
  fields: [
    { id: 'thesis', label: '总论点', englishLabel: 'Thesis', example: '以人民为中心推进基层治理' },
    { id: 'material', label: '材料要点', englishLabel: 'Material', example: '网格化管理，矛盾调解' },
    {
      id: 'requirements',
      label: '作答要求',
      englishLabel: 'Requirements',
      example: '观点明确，联系实际',
    },
  ],
  example: { topic: '提升基层治理效能', points: ['网格管理', '群众参与', '数字赋能'] },
  headings: 'numbered',
  hasSubheadings: false,
  body: 'prose',
  wordings: {
    zh: {
      outlineRules:
        '开头提出总论点，中间两到三个分论点各成一节，再写对策，结尾回扣总论点；各节标题就是论点句。',
      contents: '论点鲜明；每个分论点有道理、有材料中的事例；对策可行，有主体、有举措；首尾呼应。',
      tone: '规范的政论语言，庄重流畅，善用排比',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '提出问题', points: ['现实背景', '总论点'] },
        { title: '分析原因', points: ['主要矛盾', '深层原因'] },
        { title: '对策建议', points: ['完善机制', '落实责任'] },
        { title: '总结升华', points: ['重申论点', '展望未来'] },
      ],
    },
    en: {
      outlineRules:
        'Begin with the thesis, give each of two or three arguments a section, then proposals, and end with the thesis again; headings state the arguments.',
      contents:
        'A clear thesis; each argument with a reason and an example from the material; proposals that say who does what.',
      tone: 'formal and persuasive',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'The problem', points: ['background', 'thesis'] },
        { title: 'Why it persists', points: ['main conflict', 'deeper causes'] },
        { title: 'What should be done', points: ['institutions', 'responsibility'] },
        { title: 'Conclusion', points: ['thesis', 'outlook'] },
      ],
    },
  },
};
