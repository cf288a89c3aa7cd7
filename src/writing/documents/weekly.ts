import type { DocumentKind } from './kind.ts';

/** 周报: a week's work for a superior to read in two minutes. */
export const weekly: DocumentKind = {
  id: 'weekly',
  name: '周报',
  englishName: 'Weekly report',
  isKnownToDemoModel: true,
  typicalLength: 600,
  fields: [
    { id: 'period', label: '汇报周期', englishLabel: 'Period', example: '1月12日至1月16日', shown: true },
    { id: 'author', label: '汇报人', englishLabel: 'Author', example: '算法工程师 张敏', shown: true },
    { id: 'next', label: '下周重点', englishLabel: 'Next week', example: '模型灰度上线' },
  ],
  example: { topic: '推荐算法组', points: ['新版模型上线', '特征清洗', '线上指标监控'] },
  headings: 'numbered',
  body: 'prose',
  wordings: {
    zh: {
      outlineRules: '三节为主：本周工作、问题与风险、下周计划；本周工作占一半以上。',
      contents: '每项工作写明进展、结果和完成度；问题写明影响和需要谁支持；下周计划写明交付物和时间。',
      tone: '简洁专业，先写结果再写过程',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '本周工作', points: ['重点进展', '完成情况'] },
        { title: '问题与风险', points: ['存在问题', '需要的支持'] },
        { title: '下周计划', points: ['重点任务', '时间节点'] },
      ],
    },
    en: {
      outlineRules:
        'Three sections: this week, problems and risks, next week; this week takes more than half.',
      contents:
        'For each piece of work its progress and result; for each problem its effect and whose help is needed; for next week deliverables and dates.',
      tone: 'brief and professional, results first',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'This week', points: ['progress', 'results'] },
        { title: 'Problems and risks', points: ['problems', 'help needed'] },
        { title: 'Next week', points: ['tasks', 'dates'] },
      ],
    },
  },
};
