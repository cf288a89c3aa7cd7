import type { DocumentKind } from './kind.ts';

/** 工作总结: what was done, what came of it, what is missing, what comes next. */
export const report: DocumentKind = {
  id: 'report',
  name: '工作总结',
  englishName: 'Work report',
  typicalLength: 800,
  example: { topic: '智能客服系统升级', points: ['知识库', '意图识别', '工单流转'] },
  defaultSections: [
    { title: '工作概述', points: ['基本情况', '工作思路'] },
    { title: '主要工作与成效', points: ['重点任务', '阶段成果'] },
    { title: '存在的问题', points: ['薄弱环节', '原因分析'] },
    { title: '下一步计划', points: ['重点安排', '时间节点'] },
  ],
};
