import { type FieldValues, fillTemplate, statedFields } from '../documents/fields.ts';
import { documentKinds } from '../documents/index.ts';
import type { DocumentKind } from '../documents/kind.ts';
import { printHeading, type Section } from '../outline/outline.ts';
import type { Language } from '../text/language.ts';

/** Characters of the topic in a title. */
const LONGEST_TITLE = 60;

/** What the program itself writes of a document: its title, its headings, and what stands before and after the sections. */
export class DocumentFrame {
  private readonly opening: readonly string[];
  private readonly closing: readonly string[];

  constructor(
    private readonly kind: DocumentKind,
    private readonly language: Language,
    readonly title: string,
    fields: FieldValues,
  ) {
    const { opening, closing } = kind.wordings[language];
    this.opening = [
      ...statedFields(kind, language, fields, ({ shown }) => shown === true),
      ...fillTemplate(opening, fields),
    ];
    this.closing = fillTemplate(closing, fields);
  }

  /** What comes before a section's body; before the first one also the title. @param index 0 for the first section */
  heading(index: number, section: Section): string {
    const before = index === 0 ? paragraphs([`# ${this.title}`, ...this.opening]) : '\n';
    return before + this.sectionHeading(index, section);
  }

  /** A section's own heading with the blank line after it; empty for a kind, or a text in one piece, that has none. */
  sectionHeading(index: number, section: Section): string {
    return this.kind.headings === 'none' ? '' : this.printed(index, section);
  }

  /**
   * What the model sees before a section's body: as `heading`, but with the section's own heading also where the document has none,
   * so that it knows what it is to write about.
   */
  guide(index: number, section: Section): string {
    const ownHeading = this.printed(index, section);
    return this.heading(index, section) + (this.kind.headings === 'none' ? ownHeading : '');
  }

  private printed(index: number, { title }: Section): string {
    return title === '' ? '' : `## ${printHeading(index, title, this.language)}\n\n`;
  }

  /** What comes after a section's body; after the last one also the sign-off. */
  gap(index: number, count: number): string {
    return index === count - 1 && this.closing.length > 0 ? `\n\n${this.closing.join('\n\n')}\n` : '\n';
  }

  /** Lines that a section's body must not repeat. */
  ownLines(section: Section): string[] {
    const lines = [...this.opening, ...this.closing].map((line) => line.replace(/[：:，,。]+$/, ''));
    return [section.title, this.title, ...lines].filter((line) => line !== '');
  }
}

/** The topic with the kind's name, which a topic may already hold. */
export function documentTitle(topic: string, kind: DocumentKind, language: Language): string {
  return namedTitle(shortTopic(topic), kind, language);
}

/** A topic that is as long as a paragraph, down to its first clause. */
function shortTopic(topic: string): string {
  if (topic.length <= LONGEST_TITLE) return topic;
  const [clause = ''] = /^[^，。；！？,.;!?]+/u.exec(topic) ?? [];
  const characters = [...(clause || topic)];
  return characters.length <= LONGEST_TITLE
    ? characters.join('')
    : `${characters.slice(0, LONGEST_TITLE - 1).join('')}…`;
}

function namedTitle(topic: string, kind: DocumentKind, language: Language): string {
  if (language === 'zh') return topic.slice(0, topic.length - overlap(topic, kind.name)) + kind.name;
  const named = topic.toLowerCase().includes(kind.englishName.toLowerCase());
  return named ? topic : `${kind.englishName}: ${topic}`;
}

/** Characters with which a topic ends and the kind's name begins: 客户服务工作 and 工作总结 make 客户服务工作总结. */
function overlap(topic: string, name: string): number {
  for (let length = Math.min(topic.length, name.length); length > 1; length--) {
    if (topic.endsWith(name.slice(0, length))) return length;
  }
  return 0;
}

/** What a title says: the kind, where it names one that comes with the product, and the topic. */
export function readTitle(title: string): { readonly kind?: DocumentKind; readonly topic: string } {
  for (const kind of documentKinds) {
    const english = `${kind.englishName}: `;
    const topic = title.endsWith(kind.name)
      ? title.slice(0, -kind.name.length)
      : title.startsWith(english) && title.slice(english.length);
    if (topic) return { kind, topic };
  }
  return { topic: title };
}

function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n\n`).join('');
}
