import type { Section } from '../outline/outline.ts';
import type { PromptParts } from './promptParts.ts';

/** The person's side of the conversation in which a model without instructions writes: wordings that it was trained on. */
export interface TrainedPrompts {
  /** Asks for the outline. */
  readonly outline: string;
  /** @param index 0 for the first section */
  section(index: number, section: Section): string;
  /** Asks for more of a section that ended early; `section.length` is what is still missing. */
  continuation(index: number, section: Section): string;
  /** Asks how each section ended that is no longer in the conversation. */
  readonly recap: string;
}

/** The demo model was trained on exactly these wordings: change none of them. */
export function trainedPrompts({ kind, topic, length, points }: PromptParts): TrainedPrompts {
  const cover = points.length > 0 ? `，需要涵盖：${points.join('、')}` : '';
  return {
    outline: `请为主题“${topic}”的${kind.name}拟定写作大纲，全文约${length}字${cover}。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。`,
    section: (index, section) => `请撰写${sectionTask(index, section)}`,
    continuation: (index, section) => `请继续撰写${sectionTask(index, section)}`,
    recap: '请摘录已写各节的结尾，每行一节。',
  };
}

function sectionTask(index: number, { title, length, points }: Section): string {
  const cover = points.length > 0 ? `，要点：${points.join('，')}` : '';
  return `第${index + 1}节“${title}”，约${length}字${cover}。只输出正文，不要重复标题。`;
}
