import type { DocumentKind } from './kind.ts';

/** 工作计划: aims, tasks, schedule, and what makes sure that they are met. */
export const plan: DocumentKind = {
  id: 'plan',
  name: '工作计划',
  englishName: 'Work plan',
  isKnownToDemoModel: true,
  typicalLength: 1500,
  fields: [
    { id: 'unit', label: '单位或部门', englishLabel: 'Unit', example: '市场部', shown: true },
    { id: 'period', label: '计划时段', englishLabel: 'Period', example: '2026年下半年', shown: true },
    { id: 'goal', label: '量化目标', englishLabel: 'Target', example: '新增客户2000户' },
  ],
  example: { topic: '下半年市场推广', points: ['渠道建设', '品牌活动', '预算安排'] },
  headings: 'numbered',
  body: 'prose',
  wordings: {
    zh: {
      outlineRules: '依次写总体目标、重点任务、进度安排、保障措施；任务较多时每项重点任务单独成节。',
      contents: '目标可以衡量；每项任务写明做什么、由谁负责、何时完成、如何检查；进度按月或按阶段排列。',
      tone: '明确具体，语气坚定，多用动词开头的短句',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '总体目标', points: ['指导思想', '目标任务'] },
        { title: '重点任务', points: ['任务分解', '责任分工'], isMain: true },
        { title: '进度安排', points: ['时间节点', '检查复盘'] },
        { title: '保障措施', points: ['组织领导', '监督考核'] },
      ],
    },
    en: {
      outlineRules: 'Goals, main tasks, schedule, what makes sure that they are met, in this order.',
      contents:
        'Goals can be measured; each task says what, who, by when and how it is checked; the schedule goes by month or phase.',
      tone: 'definite and concrete, in short sentences',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'Goals', points: ['aims', 'targets'] },
        { title: 'Main tasks', points: ['tasks', 'responsibilities'], isMain: true },
        { title: 'Schedule', points: ['milestones', 'reviews'] },
        { title: 'Support', points: ['organisation', 'monitoring'] },
      ],
    },
  },
};
