import type { DocumentKind } from './kind.ts';

/** 岗位说明书: what a position is for, what it takes and what it offers. */
export const job: DocumentKind = {
  id: 'job',
  name: '岗位说明书',
  englishName: 'Job description',
  isKnownToDemoModel: true,
  typicalLength: 600,
  fields: [
    { id: 'employer', label: '用人单位', englishLabel: 'Employer', example: '星河科技有限公司', shown: true },
    { id: 'department', label: '所属部门', englishLabel: 'Department', example: '数据平台部', shown: true },
    { id: 'superior', label: '直接上级', englishLabel: 'Reports to', example: '部门经理', shown: true },
    { id: 'location', label: '工作地点', englishLabel: 'Location', example: '杭州', shown: true },
  ],
  example: { topic: '数据分析师', points: ['指标体系', '专题分析', '可视化报表'] },
  headings: 'numbered',
  body: 'bullets',
  wordings: {
    zh: {
      outlineRules: '依次写岗位职责、任职要求、优先条件、薪酬福利；需要时在最前面写岗位目的。',
      contents:
        '职责五到八条，每条以动词开头，写明对象和结果；任职要求分学历、经验、技能；硬性条件与优先条件分开；不写性别、年龄等歧视性条件。',
      tone: '准确中立，条目清楚',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '岗位职责', points: ['日常工作', '协作关系'], isMain: true },
        { title: '任职要求', points: ['学历经验', '专业技能'] },
        { title: '优先条件', points: ['项目经历'] },
        { title: '薪酬福利', points: ['薪酬结构', '培训发展'] },
      ],
    },
    en: {
      outlineRules: 'Duties, requirements, what is an advantage, what is offered, in this order.',
      contents:
        'Five to eight duties, each beginning with a verb; requirements by education, experience and skills; what is a must apart from what is an advantage; nothing discriminating.',
      tone: 'precise and neutral',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'Duties', points: ['daily work', 'cooperation'], isMain: true },
        { title: 'Requirements', points: ['education and experience', 'skills'] },
        { title: 'Advantages', points: ['projects'] },
        { title: 'What we offer', points: ['pay', 'training'] },
      ],
    },
  },
};
