import type { DocumentBrief } from '../brief/brief.ts';
import { statedFields } from '../documents/fields.ts';

/** Asks for a whole document in one question, with all that is known of it. */
export function wholeDocumentPrompt({ request, kind, points }: DocumentBrief): string {
  const { topic, length, language, fields = {} } = request;
  const facts = statedFields(kind, language, fields);
  if (language === 'en') {
    const cover = points.length > 0 ? `, covering: ${points.join('; ')}` : '';
    const task = `Write a document in English. Kind: ${kind.englishName}. Topic: "${topic}". Length: about ${length} words${cover}.`;
    return facts.length > 0 ? `${task}\nKnown facts: ${facts.join('; ')}` : task;
  }
  const cover = points.length > 0 ? `，需要涵盖：${points.join('、')}` : '';
  const task = `请以“${topic}”为主题写一篇${kind.name}，约${length}字${cover}。`;
  return facts.length > 0 ? `${task}\n已知信息：${facts.join('；')}` : task;
}
