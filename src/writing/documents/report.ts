import type { DocumentKind } from './kind.ts';

/** 工作总结: what was done, what came of it, what is missing, what comes next. */
export const report: DocumentKind = {
  id: 'report',
  name: '工作总结',
  englishName: 'Work summary',
  isKnownToDemoModel: true,
  typicalLength: 1500,
  fields: [
    { id: 'unit', label: '单位或部门', englishLabel: 'Unit', example: '客户服务部', shown: true },
    { id: 'period', label: '总结时段', englishLabel: 'Period', example: '2026年上半年', shown: true },
    {
      id: 'results',
      label: '主要数据',
      englishLabel: 'Key figures',
      example: '投诉量下降12%，满意度96分',
    },
  ],
  example: { topic: '智能客服系统升级', points: ['知识库', '意图识别', '工单流转'] },
  headings: 'numbered',
  body: 'prose',
  wordings: {
    zh: {
      outlineRules:
        '依次写工作概述、主要工作与成效、存在的问题、下一步计划；主要工作占全文一半以上，内容多时按业务板块分成几节。',
      contents:
        '每项工作先写做法，再写成效，用给出的事实和数据说明；问题写具体，分析原因；下一步计划写明任务和时限。',
      tone: '客观务实，条理清楚，不用空话套话',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '工作概述', points: ['基本情况', '工作思路'] },
        { title: '主要工作与成效', points: ['重点任务', '阶段成果'], isMain: true },
        { title: '存在的问题', points: ['薄弱环节', '原因分析'] },
        { title: '下一步计划', points: ['重点安排', '时间节点'] },
      ],
    },
    en: {
      outlineRules:
        'Overview, main work and results, problems, next steps, in this order; the main work takes more than half of the text.',
      contents:
        'For each piece of work say what was done, then what came of it, with the facts and figures given; name problems and their causes; give each next step a date.',
      tone: 'factual and plain',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'Overview', points: ['situation', 'approach'] },
        { title: 'Main work and results', points: ['key tasks', 'results'], isMain: true },
        { title: 'Problems', points: ['weak spots', 'causes'] },
        { title: 'Next steps', points: ['tasks', 'dates'] },
      ],
    },
  },
};
