/** The wordings of the writing conversation; the demo model was trained on exactly these. */
import type { Section } from './outline.ts';

/** @param length characters in all */
export function outlinePrompt(
  topic: string,
  kindName: string,
  length: number,
  points: readonly string[],
): string {
  const cover = points.length > 0 ? `，需要涵盖：${points.join('、')}` : '';
  return `请为主题“${topic}”的${kindName}拟定写作大纲，全文约${length}字${cover}。每行一节，格式为“序号、标题（约N字）：要点”，只输出大纲。`;
}

/** @param index 0 for the first section */
export function sectionPrompt(index: number, section: Section): string {
  return `请撰写${sectionTask(index, section)}`;
}

/** Asks for more of a section that ended early; `section.length` is what is still missing. */
export function continuationPrompt(index: number, section: Section): string {
  return `请继续撰写${sectionTask(index, section)}`;
}

function sectionTask(index: number, { title, length, points }: Section): string {
  const cover = points.length > 0 ? `，要点：${points.join('，')}` : '';
  return `第${index + 1}节“${title}”，约${length}字${cover}。只输出正文，不要重复标题。`;
}
