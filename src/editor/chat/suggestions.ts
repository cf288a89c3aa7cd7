import * as l10n from '@vscode/l10n';

/** What a chat begins with: questions that the model can answer, and what it cannot do. */
export interface Suggestions {
  readonly suggestions: readonly string[];
  /** Empty for a model that holds a conversation. */
  readonly limits: string;
}

/** @param followsInstructions false for a model that knows only the Chinese wordings of its training */
export function suggestionsFor(followsInstructions: boolean): Suggestions {
  if (!followsInstructions) return { suggestions: TRAINED, limits: limits() };
  const suggestions = [
    l10n.t('Write a work summary about the upgrade of a customer service system.'),
    l10n.t('Write an email that invites colleagues to a project meeting.'),
    l10n.t('Which parts does a good project proposal have?'),
  ];
  return { suggestions, limits: '' };
}

/** Wordings of the demo model's training, which it answers well. */
const TRAINED = [
  '你能做什么？',
  '请为主题“智能客服系统升级”的工作总结拟定写作大纲，全文约1200字。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。',
];

function limits(): string {
  return l10n.t(
    'The demo model is too small to hold a conversation, and knows only Chinese: it says what it can do, and drafts outlines. An official TeleChat model answers questions.',
  );
}
