import type { DocumentKind } from './kind.ts';

/** 邮件: a business letter; the program writes greeting and sign-off, so that names are always right. */
export const email: DocumentKind = {
  id: 'email',
  name: '邮件',
  englishName: 'Email',
  isKnownToDemoModel: true,
  typicalLength: 300,
  fields: [
    { id: 'recipient', label: '收件人', englishLabel: 'Recipient', example: '王经理' },
    { id: 'sender', label: '发件人', englishLabel: 'Sender', example: '信息部 李明' },
    { id: 'request', label: '希望对方做什么', englishLabel: 'What is asked', example: '周五前确认排期' },
  ],
  example: { topic: '项目进度说明', points: ['延期原因', '新的时间表', '需要的支持'] },
  headings: 'none',
  body: 'prose',
  wordings: {
    zh: {
      outlineRules: '两到四节：来意、具体事项、请对方做的事；短邮件不分更多节。',
      contents:
        '先用一段说明来意，再用一两段把情况、原因、影响和安排说清楚，最后一段写明希望对方做什么、何时完成。',
      tone: '礼貌得体，简洁直接，称对方为“您”',
      opening: ['尊敬的{recipient}：', '您好！'],
      closing: ['此致', '敬礼！', '{sender}'],
      defaultSections: [
        { title: '来意', points: ['事由'] },
        { title: '具体事项', points: ['情况说明', '时间安排'] },
        { title: '后续安排', points: ['希望对方配合的事项'] },
      ],
    },
    en: {
      outlineRules: 'Two to four parts: why you write, the matter itself, what the reader is asked to do.',
      contents:
        'A paragraph on why you write, one or two on the situation, its cause and what is planned, and a last one on what is asked and by when.',
      tone: 'polite, brief and direct',
      opening: ['Dear {recipient},'],
      closing: ['Kind regards,', '{sender}'],
      defaultSections: [
        { title: 'Why I write', points: ['reason'] },
        { title: 'The matter', points: ['situation', 'dates'] },
        { title: 'What comes next', points: ['what is asked'] },
      ],
    },
  },
};
