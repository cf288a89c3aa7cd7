import type { EngineInfo } from '../../engine/engine.ts';
import { languageOf } from '../text/language.ts';

/** A text that a person attached to a question. */
export interface Material {
  /** Shown to the person and told to the model: a file's name, or what was selected. */
  readonly name: string;
  readonly text: string;
}

/**
 * A question as the model reads it, with its material. A model that follows instructions gets each text under its name,
 * then the question; another knows only the order of its training, in which the text comes last.
 */
export function questionWithMaterials(
  question: string,
  materials: readonly Material[],
  { followsInstructions }: Pick<EngineInfo, 'followsInstructions'>,
): string {
  if (materials.length === 0) return question;
  if (!followsInstructions) return [question, ...materials.map(({ text }) => text)].join('\n');
  const isEnglish = languageOf(question) === 'en';
  const texts = materials.map(({ name, text }) =>
    isEnglish ? `[${name}]\n${text}` : `【${name}】\n${text}`,
  );
  const [opening, closing] = isEnglish
    ? ['Reference material:', 'With the material above in mind:']
    : ['参考材料：', '请结合以上材料回答：'];
  return [opening, ...texts, `${closing}\n${question}`].join('\n\n');
}
