import type { DocumentKind } from './kind.ts';

/** 方案: how a thing is to be done, so that somebody can decide on it and others can carry it out. */
export const proposal: DocumentKind = {
  id: 'proposal',
  name: '方案',
  englishName: 'Proposal',
  isKnownToDemoModel: true,
  typicalLength: 2000,
  fields: [
    {
      id: 'client',
      label: '提交对象',
      englishLabel: 'Submitted to',
      example: '集团信息化领导小组',
      shown: true,
    },
    { id: 'author', label: '编制单位', englishLabel: 'Prepared by', example: '数字化部', shown: true },
    { id: 'budget', label: '预算', englishLabel: 'Budget', example: '80万元', shown: true },
    { id: 'duration', label: '实施周期', englishLabel: 'Duration', example: '6个月', shown: true },
  ],
  example: { topic: '老旧小区加装充电桩', points: ['选址', '电力增容', '运营分成'] },
  headings: 'numbered',
  body: 'prose',
  wordings: {
    zh: {
      outlineRules:
        '依次写背景与目标、实施内容、进度安排、资源与预算、风险与应对、预期效益；实施内容占全文一半左右。',
      contents:
        '目标可以衡量；内容写明做法、步骤和责任方；预算与周期同给出的信息一致；风险逐条对应措施；效益与目标呼应。',
      tone: '专业可信，以理服人，不夸大',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '背景与目标', points: ['现状问题', '建设目标'] },
        { title: '实施内容', points: ['主要任务', '技术路线'], isMain: true },
        { title: '进度安排', points: ['阶段划分', '里程碑'] },
        { title: '风险与应对', points: ['主要风险', '应对措施'] },
        { title: '预期效益', points: ['经济效益', '社会效益'] },
      ],
    },
    en: {
      outlineRules:
        'Background and goals, what will be done, schedule, resources and budget, risks, benefits, in this order; what will be done takes about half of the text.',
      contents:
        'Goals that can be measured; steps with the party responsible; budget and duration as given; a measure for each risk; benefits that answer the goals.',
      tone: 'professional and convincing, without exaggeration',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'Background and goals', points: ['situation', 'goals'] },
        { title: 'What will be done', points: ['tasks', 'approach'], isMain: true },
        { title: 'Schedule', points: ['phases', 'milestones'] },
        { title: 'Risks', points: ['main risks', 'measures'] },
        { title: 'Benefits', points: ['savings', 'users'] },
      ],
    },
  },
};
