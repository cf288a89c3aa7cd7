import type { Engine } from '../../engine/engine.ts';
import { UsageError } from '../../shared/errors.ts';
import { readBrief, validateBrief } from '../../writing/brief/reading/readBrief.ts';
import { type BriefReading, requestOfReading } from '../../writing/brief/reading/reading.ts';
import {
  type DocumentRequest,
  parseLength,
  type ValidRequest,
  validateRequest,
} from '../../writing/brief/request.ts';
import type { Source } from '../../writing/brief/sources.ts';
import type { FieldValues } from '../../writing/documents/fields.ts';
import type { DocumentKind } from '../../writing/documents/index.ts';
import { type Outline, parseOutline, totalLength } from '../../writing/outline/outline.ts';
import type { LanguageChoice } from '../../writing/text/language.ts';
import { readBriefOption } from './briefOption.ts';
import { readText } from './dialogFile.ts';
import { ownKinds, resolveKind } from './kindOption.ts';
import { readSources } from './sourceFiles.ts';
import { parseWhole } from './tokenIds.ts';

/** The options that say what is to be written. */
export interface AskedOptions {
  readonly brief?: string;
  readonly kind?: string;
  readonly topic?: string;
  readonly point: readonly string[];
  readonly source: readonly string[];
  readonly field: FieldValues;
  readonly language: LanguageChoice;
  readonly length?: string;
  readonly outline?: string;
  readonly seed?: string;
}

/** What is to be written, as the options say it before any model is asked. */
export interface AskedDocument {
  /** Absent, the model plans one. */
  readonly outline: Outline | undefined;
  /** Absent where it has yet to be read out of a brief. */
  readonly request: ValidRequest | undefined;
  readonly brief: AskedBrief | undefined;
}

interface AskedBrief {
  readonly text: string;
  readonly kind: DocumentKind | undefined;
  readonly ownKinds: readonly DocumentKind[];
  readonly more: Pick<DocumentRequest, 'sources' | 'seed'>;
  readonly length: number | undefined;
}

/** @throws UsageError when the options do not make a request */
export async function readAsked(options: AskedOptions, signal: AbortSignal): Promise<AskedDocument> {
  const kind = options.kind === undefined ? undefined : await resolveKind(options.kind);
  const given = options.length === undefined ? undefined : parseLength(options.length);
  const outline =
    options.outline === undefined ? undefined : parseOutline(await readText(options.outline), given);
  const length = given ?? (outline && totalLength(outline));
  const sources = options.source.length > 0 ? { sources: await readSources(options.source, signal) } : {};
  const seed = options.seed === undefined ? {} : { seed: parseWhole('--seed', options.seed, 0) };
  const more: { readonly sources?: readonly Source[]; readonly seed?: number } = { ...sources, ...seed };
  if (options.brief !== undefined) {
    const text = validateBrief(await readBriefOption(options.brief));
    const brief = { text, kind, ownKinds: await ownKinds(), more, length };
    return { outline, request: undefined, brief };
  }
  if (kind === undefined || options.topic === undefined)
    throw missing(kind === undefined ? '--kind' : '--topic');
  const request = validateRequest({
    ...more,
    kind,
    topic: options.topic,
    points: options.point,
    fields: options.field,
    language: options.language,
    length: length ?? kind.typicalLength,
  });
  return { outline, request, brief: undefined };
}

/**
 * The request, read out of the brief where there is one.
 * @throws UsageError when what was read and the options make no request; EngineError
 */
export async function requestOf(
  engine: Engine,
  { request, brief }: AskedDocument,
  options: AskedOptions,
  signal: AbortSignal,
): Promise<{ readonly request: ValidRequest; readonly reading?: BriefReading }> {
  if (request) return { request };
  if (!brief) throw new Error('neither a request nor a brief');
  const { topic, point, field, language } = options;
  const { text, kind, length, more } = brief;
  const said = {
    kind,
    topic,
    length,
    points: point,
    fields: field,
    language: language === 'auto' ? undefined : language,
  };
  const reading = await readBrief(engine, text, { ownKinds: brief.ownKinds, said }, signal);
  return { request: validateRequest(requestOfReading(reading, text, more)), reading };
}

function missing(option: string): UsageError {
  return new UsageError(
    option,
    'it is missing',
    'give --kind and --topic, or say in your own words what is wanted with --brief',
  );
}
