const ENGLISH = {
  placeholder: 'Ask TeleChat…',
  question: 'Question',
  conversation: 'Conversation',
  send: 'Send',
  stop: 'Stop',
  newChat: 'New conversation',
  stopped: 'Stopped.',
  nothing: 'The model had nothing to say.',
  cut: 'The answer reached its length limit.',
  empty:
    'Enter sends, Shift+Enter breaks the line. The model computes where this service runs; the conversation is kept in this page alone.',
  tokenNeeded: 'This service needs its token.',
  token: 'Token',
  useToken: 'Use',
  unreachable: 'The service does not answer. Is it still running?',
};

const CHINESE: typeof ENGLISH = {
  placeholder: '向 TeleChat 提问…',
  question: '问题',
  conversation: '对话',
  send: '发送',
  stop: '停止',
  newChat: '新对话',
  stopped: '已停止。',
  nothing: '模型没有给出回答。',
  cut: '回答达到了长度上限。',
  empty: '按 Enter 发送，按 Shift+Enter 换行。模型在运行本服务的机器上计算；对话只保存在本页面中。',
  tokenNeeded: '本服务需要令牌。',
  token: '令牌',
  useToken: '确定',
  unreachable: '服务没有应答。它还在运行吗？',
};

const isChinese = navigator.language.startsWith('zh');

/** Language of the page, as an HTML `lang`. */
export const language = isChinese ? 'zh-CN' : 'en';

/** What the page says, in the browser's language. */
export const strings = isChinese ? CHINESE : ENGLISH;
