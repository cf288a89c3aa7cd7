/** The wordings that ask for a revision. */
import type { Conversation, EngineInfo } from '../../engine/engine.ts';
import type { RevisionContext } from '../text/surroundings.ts';
import type { RevisionMode } from './revisionMode.ts';

/** Modes that revise a passage by an instruction; `continue` has none: the model goes on with the text itself. */
export type InstructedMode = Exclude<RevisionMode, 'continue'>;

/** What is asked of the model about one passage. */
export interface PassageQuestion {
  readonly mode: InstructedMode;
  /** The person's own words; used by `custom`. */
  readonly instruction: string;
  readonly text: string;
  /** Where the passage stands in its document. */
  readonly context: RevisionContext;
}

/** The conversation that asks for a revision. */
export function revisionConversation(question: PassageQuestion, model: EngineInfo): Conversation {
  const content = model.followsInstructions ? instructedPrompt(question) : trainedPrompt(question);
  return [{ role: 'user', content }];
}

/**
 * The demo model was trained on the wordings of expand, shorten and polish to the letter; any word or turn more, as of the
 * context, and it writes a whole document instead.
 */
function trainedPrompt({ mode, instruction, text }: PassageQuestion): string {
  return `${instructionOf(mode, instruction, text)}：\n${text}`;
}

function instructedPrompt({ mode, instruction, text, context }: PassageQuestion): string {
  const task = instructionOf(mode, instruction, text);
  return `${contextNote(context)}${task}。保留原有格式，只输出结果，不要解释。\n${text}`;
}

function instructionOf(mode: InstructedMode, instruction: string, text: string): string {
  switch (mode) {
    case 'expand':
      return '请扩写下面这段文字，保持原意';
    case 'shorten':
      return '请缩写下面这段文字，保留要点';
    case 'polish':
      return '请润色下面这段文字，使表达更正式';
    case 'formal':
      return '请把下面这段文字改写成正式、规范的公文语体，保持原意';
    case 'plain':
      return '请把下面这段文字改写得通俗易懂、简洁自然，保持原意';
    case 'translate':
      return `请把下面这段文字翻译成${isChinese(text) ? '英文' : '中文'}`;
    case 'custom':
      return `请按要求修改下面这段文字，要求是：${instruction.replace(/[。.]$/, '')}`;
  }
}

function contextNote({ headings, before, after }: RevisionContext): string {
  const lines = [
    headings.length > 0 ? `所在章节：${headings.join(' > ')}` : '',
    before ? `前文：${before}` : '',
    after ? `后文：${after}` : '',
  ].filter((line) => line !== '');
  if (lines.length === 0) return '';
  const note = lines.join('\n').replace(/\n\s*/g, '\n');
  return `以下是文稿的上下文，只供理解，不要改写，也不要输出：\n${note}\n\n`;
}

/** True for a text with more Chinese characters than words in Latin letters. */
function isChinese(text: string): boolean {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return characters > words;
}
