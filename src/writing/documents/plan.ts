import type { DocumentKind } from './kind.ts';

/** 工作计划: aims, tasks, schedule, and what makes sure that they are met. */
export const plan: DocumentKind = {
  id: 'plan',
  name: '工作计划',
  englishName: 'Work plan',
  typicalLength: 800,
  example: { topic: '下半年市场推广', points: ['渠道建设', '品牌活动', '预算安排'] },
  defaultSections: [
    { title: '总体目标', points: ['指导思想', '目标任务'] },
    { title: '重点任务', points: ['任务分解', '责任分工'] },
    { title: '进度安排', points: ['时间节点', '检查复盘'] },
    { title: '保障措施', points: ['组织领导', '监督考核'] },
  ],
};
