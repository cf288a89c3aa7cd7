import type { DocumentKind } from '../kind.ts';
import { form } from './form.ts';

/** Any text with sections: what a brief asks for where no kind fits. */
const general = form({
  id: 'general',
  name: '文章',
  englishName: 'Document',
  typicalLength: 1000,
  headings: 'numbered',
  wordings: {
    zh: {
      outlineRules:
        '每节讲一个方面，标题写明讲的是什么；先写原话里要求的内容，顺序合乎道理，最后一节收束全文。',
    },
    en: {
      outlineRules:
        'Each section has one matter, which its title names; what was asked for comes first, in an order that makes sense, and the last one concludes.',
    },
  },
});

/** The general kind under the name that a person gave it: 教案, literature review. */
export function generalKind(name: string = general.name, englishName = name): DocumentKind {
  return { ...general, name, englishName: name === general.name ? general.englishName : englishName };
}

/** Whether a kind is the general one, whatever its name. */
export function isGeneral({ id }: DocumentKind): boolean {
  return id === general.id;
}
