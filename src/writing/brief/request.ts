import * as l10n from '@vscode/l10n';
import { UsageError } from '../../shared/errors.ts';
import { type FieldValues, parseFields } from '../documents/fields.ts';
import { type DocumentKind, findKind } from '../documents/index.ts';
import type { LanguageChoice } from '../text/language.ts';
import { type Source, validateSources } from './sources.ts';

/** Longest topic in characters: more belongs into key points or sources. */
const MAX_TOPIC = 2000;
/** Longest document in characters that may be asked for. */
export const MAX_LENGTH = 20_000;

/** What a person asks to have written. */
export interface DocumentRequest {
  /** Id or name of a kind that comes with the product; one of the user's own as it is, since its file may change. */
  readonly kind: string | DocumentKind;
  readonly topic: string;
  readonly points: readonly string[];
  /** What the person wrote of it in their own words: the rest was read out of that, and `topic` is then the very title. */
  readonly brief?: string;
  /** Target length of the whole document in characters. */
  readonly length: number;
  /** Answers to the fields of the kind. */
  readonly fields?: FieldValues;
  /** What it is to draw on. */
  readonly sources?: readonly Source[];
  /** Default: `auto`. */
  readonly language?: LanguageChoice;
  /** Same seed, same document. */
  readonly seed?: number;
  /** Names the document among those being written at the same time. */
  readonly draft?: string;
}

declare const validity: unique symbol;

/** A request as `validateRequest` gives it, and nothing else. */
export type ValidRequest = DocumentRequest & { readonly [validity]: true };

/**
 * Checks what was asked for, and trims it.
 * @throws UsageError for an empty topic or source, a topic too long, a length out of range, or a field that the kind does not have
 */
export function validateRequest(request: DocumentRequest): ValidRequest {
  const valid: DocumentRequest = {
    ...request,
    topic: parseTopic(request.topic),
    points: request.brief === undefined ? request.points.flatMap(parsePoints) : trimmed(request.points),
    length: parseLength(request.length),
    ...(request.sources ? { sources: validateSources(request.sources) } : {}),
    ...(request.fields ? { fields: parseFields(kindOf(request), request.fields) } : {}),
  };
  return valid as ValidRequest;
}

/** The kind that a request asks for. @throws UsageError when there is none of that name */
export function kindOf({ kind }: DocumentRequest): DocumentKind {
  return typeof kind === 'string' ? findKind(kind) : kind;
}

/** A topic on one line. @throws UsageError when it is empty or longer than 2000 characters */
export function parseTopic(text: string): string {
  const topic = text.replace(/\s+/g, ' ').trim();
  const { length } = [...topic];
  if (length > MAX_TOPIC) {
    throw new UsageError(
      l10n.t('the topic'),
      l10n.t('it has {0} characters, and {1} are the most', length, MAX_TOPIC),
      l10n.t('say it in a sentence, and give the rest as key points or as a source'),
    );
  }
  if (topic) return topic;
  throw new UsageError(
    l10n.t('the topic'),
    l10n.t('it is empty'),
    l10n.t('say in a few words what the document is about'),
  );
}

/** Key points from a list separated by commas, semicolons or lines; empty and repeated ones are dropped. */
export function parsePoints(text: string): string[] {
  const points = text.split(/[,，、;；\n]/).map((point) => point.replace(/\s+/g, ' ').trim());
  return [...new Set(points.filter((point) => point !== ''))];
}

/** Points that were read out of a brief stay whole: they may hold commas. */
function trimmed(points: readonly string[]): string[] {
  return [
    ...new Set(points.map((point) => point.replace(/\s+/g, ' ').trim()).filter((point) => point !== '')),
  ];
}

/** A length in characters. @throws UsageError unless it is a whole number from 1 to 20000 */
export function parseLength(value: string | number): number {
  const length = typeof value === 'number' ? value : parseWholeNumber(value);
  if (Number.isInteger(length) && length >= 1 && length <= MAX_LENGTH) return length;
  throw new UsageError(
    l10n.t('the length {0}', String(value)),
    l10n.t('it is not a whole number from 1 to {0}', MAX_LENGTH),
    l10n.t('give the number of characters, for example 800'),
  );
}

function parseWholeNumber(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** All that a request says, with its sources, a piece a line: what is known without the model. */
export function saidIn({ topic, points, brief = '', fields = {}, sources = [] }: DocumentRequest): string {
  return [topic, brief, ...points, ...Object.values(fields), ...sources.map(({ text }) => text)].join('\n');
}
