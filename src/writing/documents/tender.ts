import type { DocumentKind } from './kind.ts';

/** 招标书: what is to be bought, from whom, by which rules and until when. */
export const tender: DocumentKind = {
  id: 'tender',
  name: '招标书',
  englishName: 'Tender document',
  isKnownToDemoModel: true,
  typicalLength: 3000,
  fields: [
    { id: 'buyer', label: '招标人', englishLabel: 'Purchaser', example: '市第一中学', shown: true },
    { id: 'number', label: '项目编号', englishLabel: 'Reference', example: 'ZB-2026-018', shown: true },
    { id: 'budget', label: '预算金额', englishLabel: 'Budget', example: '120万元', shown: true },
    {
      id: 'deadline',
      label: '投标截止时间',
      englishLabel: 'Closing date',
      example: '2026年3月20日9时',
      shown: true,
    },
  ],
  example: { topic: '校园网络升级采购', points: ['核心交换机', '无线覆盖', '三年维保'] },
  headings: 'numbered',
  body: 'prose',
  wordings: {
    zh: {
      outlineRules:
        '依次写项目概况与招标范围、投标人资格要求、技术与服务要求、投标文件要求与截止时间、评标办法、合同与验收；不得缺少资格要求和评标办法。',
      contents:
        '要求可核验，写明数量、标准和证明材料；评分办法写明各项分值且合计100分；不指定品牌，不设不合理的门槛；时间、金额与给出的信息一致。',
      tone: '严谨规范，多用“须”“应”“不得”，不用模糊的词',
      opening: [],
      closing: [],
      defaultSections: [
        { title: '项目概况', points: ['招标范围', '交付要求'] },
        { title: '投标人资格要求', points: ['资质条件', '业绩要求'] },
        { title: '技术要求', points: ['技术指标', '服务要求'], isMain: true },
        { title: '评标办法', points: ['评分标准', '定标原则'] },
        { title: '合同与验收', points: ['付款方式', '验收程序'] },
      ],
    },
    en: {
      outlineRules:
        'Scope, eligibility of bidders, technical and service requirements, bids and closing date, evaluation, contract and acceptance; never leave out eligibility and evaluation.',
      contents:
        'Requirements that can be verified, with quantities, standards and proofs; evaluation points that add up to 100; no brand names and no unreasonable hurdles; dates and sums as given.',
      tone: 'strict and precise, with "shall" and "must"',
      opening: [],
      closing: [],
      defaultSections: [
        { title: 'Scope', points: ['what is bought', 'delivery'] },
        { title: 'Eligibility of bidders', points: ['qualifications', 'references'] },
        { title: 'Technical requirements', points: ['specifications', 'service'], isMain: true },
        { title: 'Evaluation', points: ['criteria', 'award'] },
        { title: 'Contract and acceptance', points: ['payment', 'acceptance'] },
      ],
    },
  },
};
