import type { DocumentKind } from './kind.ts';

/** PPT大纲: what is on the slides of a talk, a section a slide or a few, in bullets. */
export const ppt: DocumentKind = {
  id: 'ppt',
  name: 'PPT大纲',
  englishName: 'Slide outline',
  isKnownToDemoModel: true,
  typicalLength: 500,
  fields: [
    { id: 'audience', label: '听众', englishLabel: 'Audience', example: '公司管理层', shown: true },
    { id: 'slides', label: '页数', englishLabel: 'Slides', example: '12', type: 'number', shown: true },
    { id: 'presenter', label: '汇报人', englishLabel: 'Presenter', example: '李明', shown: true },
  ],
  example: { topic: '数据中台建设汇报', points: ['数据治理', '指标体系', '应用场景'] },
  headings: 'numbered',
  body: 'bullets',
  wordings: {
    zh: {
      outlineRules:
        '每节对应一页或几页幻灯片，各节页数之和接近要求的页数；先讲背景和结论，再讲依据，最后讲安排。',
      contents:
        '每页只讲一个意思；每条要点不超过25个字；能用数据和对比的地方提示放图表；面向听众关心的问题。',
      tone: '精炼有力，用短语，不用长句',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '项目背景', points: ['形势要求', '现实需要'] },
        { title: '现状分析', points: ['主要数据', '突出问题'] },
        { title: '解决思路', points: ['总体思路', '关键举措'] },
        { title: '实施计划', points: ['阶段安排', '责任分工'] },
        { title: '总结与展望', points: ['预期成效', '需要的支持'] },
      ],
    },
    en: {
      outlineRules:
        'A section stands for one slide or a few, and together they come near the number of slides asked for; background and conclusion first, then the evidence, then the plan.',
      contents:
        'One idea a slide; no bullet over twelve words; say where a chart belongs; speak to what the audience cares about.',
      tone: 'concise, phrases rather than sentences',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'Background', points: ['why now', 'what is needed'] },
        { title: 'Where we stand', points: ['figures', 'problems'] },
        { title: 'Approach', points: ['idea', 'key measures'] },
        { title: 'Plan', points: ['phases', 'responsibilities'] },
        { title: 'Outlook', points: ['expected results', 'support needed'] },
      ],
    },
  },
};
