import * as l10n from '@vscode/l10n';
import { UserError } from '../../../shared/errors.ts';
import { parseFields } from '../../documents/fields.ts';
import type { DocumentKind } from '../../documents/index.ts';
import { parseLength, parseTopic } from '../request.ts';
import type { BriefReading } from './reading.ts';
import { kindNamed } from './statedKind.ts';
import { statedLength } from './statedLength.ts';

/** What the lines are called, in the language of the document. */
const LABELS = {
  zh: {
    kind: '文种',
    title: '标题',
    length: '字数',
    reader: '读者',
    tone: '语气',
    points: '必须写到',
    sections: '各节',
    requirements: '要求',
  },
  en: {
    kind: 'Kind',
    title: 'Title',
    length: 'Length',
    reader: 'Reader',
    tone: 'Tone',
    points: 'To be covered',
    sections: 'Sections',
    requirements: 'Requirements',
  },
} as const;

const LABELLED = /^([^：:\s-][^：:]{0,30}?)\s*[：:]\s*(.*)$/;
const ITEM = /^\s*(?:[-*+•]|\d{1,2}[.、)])\s*(.*)$/;

/** A reading as a person looks at it and changes it: a line for each thing, and lists with a dash an item. */
export function printReading(reading: BriefReading): string {
  const { kind, title, length, language, reader, tone, fields, points, sections, requirements } = reading;
  const isEnglish = language === 'en';
  const labels = LABELS[language];
  const colon = isEnglish ? ': ' : '：';
  const line = (label: string, value: string) => `${label}${colon}${value}`.trimEnd();
  const list = (label: string, items: readonly string[]) => [
    `${label}${colon.trimEnd()}`,
    ...items.map((item) => `- ${item}`),
  ];
  return [
    line(labels.kind, isEnglish ? kind.englishName : kind.name),
    line(labels.title, title),
    line(labels.length, isEnglish ? `about ${length} words` : `约${length}字`),
    line(labels.reader, reader),
    line(labels.tone, tone),
    ...kind.fields.map((field) => line(isEnglish ? field.englishLabel : field.label, fields[field.id] ?? '')),
    ...list(labels.points, points),
    ...list(labels.sections, sections),
    ...list(labels.requirements, requirements),
  ].join('\n');
}

/**
 * Reads it as the person left it. A line that is gone is empty.
 * @param original as it was printed
 * @throws UserError when it has no title or no length, or an answer to a field that the field does not take
 */
export function parseReading(
  text: string,
  original: BriefReading,
  ownKinds: readonly DocumentKind[],
): BriefReading {
  const { language } = original;
  const entries = entriesOf(text);
  const labels = LABELS[language];
  const value = (label: string) => entries.get(label.toLowerCase())?.value ?? '';
  const items = (label: string) => {
    const entry = entries.get(label.toLowerCase());
    return [entry?.value ?? '', ...(entry?.items ?? [])].filter((item) => item !== '');
  };
  const kind = kindAsTyped(value(labels.kind), original.kind, ownKinds);
  const sections = items(labels.sections);
  const isAsItWas = sections.join('\n') === original.sections.join('\n');
  const answers = kind.fields.map((field) => [field.id, value(field.label) || value(field.englishLabel)]);
  return {
    kind,
    title: parseTopic(value(labels.title)),
    length: parseLength(lengthAsTyped(value(labels.length))),
    language,
    fields: parseFields(kind, Object.fromEntries(answers)),
    points: items(labels.points),
    sections,
    hasTitles: original.hasTitles || !isAsItWas,
    reader: value(labels.reader),
    tone: value(labels.tone),
    requirements: items(labels.requirements),
  };
}

interface Entry {
  readonly value: string;
  readonly items: string[];
}

function entriesOf(text: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  let last: Entry | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, item] = ITEM.exec(line) ?? [];
    const [, label, value = ''] = LABELLED.exec(line) ?? [];
    if (item !== undefined) last?.items.push(item.trim());
    else if (label !== undefined) {
      last = { value: value.trim(), items: [] };
      entries.set(label.toLowerCase(), last);
    } else if (line.trim() !== '') last?.items.push(line.trim());
  }
  return entries;
}

function kindAsTyped(name: string, original: DocumentKind, ownKinds: readonly DocumentKind[]): DocumentKind {
  if ([original.name, original.englishName].includes(name)) return original;
  if (name !== '') return kindNamed(name, ownKinds);
  throw new UserError(
    l10n.t('the kind of document'),
    l10n.t('it is empty'),
    l10n.t('name one, for example {0}', original.name),
  );
}

/** `约2000字`, `2000`, `两千字`. */
function lengthAsTyped(text: string): string {
  const [, digits] = /(\d+)/.exec(text.replaceAll(',', '')) ?? [];
  return digits ?? String(statedLength(text)?.length ?? text);
}
