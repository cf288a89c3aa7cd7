import * as l10n from '@vscode/l10n';
import { UsageError } from '../../shared/errors.ts';
import type { Language } from '../text/language.ts';
import type { DocumentField, DocumentKind } from './kind.ts';

/** A person's answers to the fields of a kind, by field id; those left out are absent. */
export type FieldValues = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{([\p{L}\p{N}_-]+)\}/gu;

/**
 * Checks answers and trims them; empty ones are dropped.
 * @param answers by a field's id or one of its labels
 * @throws UsageError for a field that the kind does not have, or a value that the field does not take
 */
export function parseFields(kind: DocumentKind, answers: FieldValues): FieldValues {
  const entries = Object.entries(answers).map(([name, value]): [string, string] => {
    const field = findField(kind, name);
    return [field.id, parseField(field, value)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** One answer on one line. @throws UsageError when a number is wanted and it is none */
export function parseField(field: DocumentField, text: string): string {
  const value = text.replace(/\s+/g, ' ').trim();
  if (value === '' || field.type !== 'number' || /^[1-9]\d{0,5}$/.test(value)) return value;
  throw new UsageError(
    l10n.t('the field {0}', `${field.id} (${field.label})`),
    l10n.t('"{0}" is not a whole number from 1 on', value),
    l10n.t('give a number such as {0}', field.example || '10'),
  );
}

/** The label of a field in a document's language. */
function fieldLabel(field: DocumentField, language: Language): string {
  return language === 'en' ? field.englishLabel : field.label;
}

/** A person's answers as `label: value`, in the order in which the kind has its fields. @param only which fields */
export function statedFields(
  kind: DocumentKind,
  language: Language,
  values: FieldValues,
  only: (field: DocumentField) => boolean = () => true,
): string[] {
  const colon = language === 'zh' ? '：' : ': ';
  return kind.fields
    .filter((field) => values[field.id] !== undefined && only(field))
    .map((field) => fieldLabel(field, language) + colon + values[field.id]);
}

/** Fills values into paragraphs with placeholders `{id}`; a paragraph that lacks a value is dropped. */
export function fillTemplate(paragraphs: readonly string[], values: FieldValues): string[] {
  return paragraphs
    .filter((paragraph) => placeholders(paragraph).every((id) => values[id] !== undefined))
    .map((paragraph) => paragraph.replace(PLACEHOLDER, (_, id: string) => values[id] ?? ''));
}

/** The field ids that stand in a template. */
export function placeholders(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, id = '']) => id);
}

/** The answers that the program itself does not put into the document: only the model's text can bring them there. */
export function unplacedValues(kind: DocumentKind, language: Language, values: FieldValues): string[] {
  const { opening, closing } = kind.wordings[language];
  const placed = new Set([...opening, ...closing].flatMap(placeholders));
  return kind.fields
    .filter((field) => !field.shown && !placed.has(field.id))
    .flatMap(({ id }) => values[id] ?? []);
}

function findField(kind: DocumentKind, name: string): DocumentField {
  const wanted = name.trim();
  const field = kind.fields.find(({ id, label, englishLabel }) => [id, label, englishLabel].includes(wanted));
  if (field) return field;
  const known = kind.fields.map(({ id, label }) => `${id} (${label})`).join(', ');
  throw new UsageError(
    l10n.t('the field "{0}"', wanted),
    l10n.t('a document of kind {0} has no such field', kind.name),
    known ? l10n.t('use one of {0}', known) : l10n.t('leave it out'),
  );
}
