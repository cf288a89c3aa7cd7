import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../shared/errors.ts';
import type { DocumentBrief } from '../../writing/brief/brief.ts';
import { parseLength, type ValidRequest, validateRequest } from '../../writing/brief/request.ts';
import type { FieldValues } from '../../writing/documents/fields.ts';
import type { WrittenSoFar } from '../../writing/draft/composer.ts';
import { type Outline, parseOutline, totalLength } from '../../writing/outline/outline.ts';
import type { LanguageChoice } from '../../writing/text/language.ts';
import type { DocumentRecord } from '../output/documentRecord.ts';
import { printProgress } from '../output/output.ts';
import { type OutputTarget, outputTarget } from '../output/outputTarget.ts';
import { readText } from './dialogFile.ts';
import { resolveKind } from './kindOption.ts';
import { readSources } from './sourceFiles.ts';
import { changedSources, readStopped, type StoppedDocument } from './stoppedDocument.ts';
import { parseWhole } from './tokenIds.ts';

/** What `write` is asked for. */
export interface TaskOptions {
  readonly kind?: string;
  readonly topic?: string;
  readonly point: readonly string[];
  readonly source: readonly string[];
  readonly field: FieldValues;
  readonly language: LanguageChoice;
  readonly length?: string;
  readonly outline?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly force?: boolean;
}

/** A document to be written, or to be gone on with. */
export interface WritingTask {
  readonly request: ValidRequest;
  /** Absent, the model plans one. */
  readonly outline?: Outline | undefined;
  readonly target: OutputTarget;
  readonly sourceFiles: readonly string[];
  readonly stopped?: StoppedDocument;
}

/** @throws UsageError when the options do not make a request; UserError when nothing can be written to `--out` */
export async function newTask(options: TaskOptions): Promise<WritingTask> {
  const { source, outline: outlineFile, force } = options;
  const out = given('--out', options.out);
  const kindName = given('--kind', options.kind);
  const kind = await resolveKind(kindName);
  const asked = options.length === undefined ? undefined : parseLength(options.length);
  const outline = outlineFile === undefined ? undefined : parseOutline(await readText(outlineFile), asked);
  const request = validateRequest({
    kind,
    topic: given('--topic', options.topic),
    points: options.point,
    ...(source.length > 0 ? { sources: await readSources(source) } : {}),
    fields: options.field,
    language: options.language,
    length: asked ?? (outline ? totalLength(outline) : kind.typicalLength),
    ...(options.seed === undefined ? {} : { seed: parseWhole('--seed', options.seed, 0) }),
  });
  const own = /\.md$/i.test(kindName) ? [kindName] : [];
  const inputs = [...source, ...(outlineFile === undefined ? [] : [outlineFile]), ...own];
  const target = await outputTarget(out, { force, inputs });
  return { request, outline, target, sourceFiles: source.map((file) => path.resolve(file)) };
}

/** @throws UserError when there is nothing to go on with, or its sources are others by now */
export async function resumedTask(
  file: string,
  { out, force }: Pick<TaskOptions, 'out' | 'force'>,
): Promise<WritingTask> {
  const stopped = await readStopped(file);
  const { request, outline, sourceFiles } = stopped.record;
  for (const change of await changedSources(stopped.record)) {
    if (!force) throw change;
    printProgress(`note: ${change.what} — ${change.why}`);
  }
  const target = await outputTarget(out ?? stopped.out, { force, inputs: sourceFiles, fragment: file });
  return { request, outline, target, sourceFiles, stopped };
}

/** The first record of a document. */
export function newRecord(
  { target, sourceFiles }: WritingTask,
  { request, model, frame }: DocumentBrief,
  outline: Outline,
  written: WrittenSoFar,
): DocumentRecord {
  return {
    formatVersion: 1,
    id: randomUUID(),
    title: frame.title,
    state: 'writing',
    request,
    outline,
    written,
    place: pathToFileURL(target.file).href,
    out: path.basename(target.file),
    following: '',
    savedAt: new Date().toISOString(),
    writer: process.pid,
    modelName: model.model,
    sourceFiles,
  };
}

function given(option: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new UsageError(option, 'it is missing', 'give it, or go on with a stopped document by --resume');
}
