import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../shared/errors.ts';
import type { DocumentBrief } from '../../writing/brief/brief.ts';
import type { WrittenSoFar } from '../../writing/draft/composer.ts';
import type { Outline } from '../../writing/outline/outline.ts';
import type { DocumentRecord } from '../output/documentRecord.ts';
import { printProgress } from '../output/output.ts';
import { type OutputTarget, outputTarget } from '../output/outputTarget.ts';
import { type AskedDocument, type AskedOptions, readAsked } from './askedDocument.ts';
import { changedSources, readStopped, type StoppedDocument } from './stoppedDocument.ts';

/** What `write` is asked for. */
export interface TaskOptions extends AskedOptions {
  readonly out?: string;
  readonly resume?: string;
  readonly force?: boolean;
}

/** A document to be written, or to be gone on with. */
export interface WritingTask {
  readonly asked: AskedDocument;
  readonly target: OutputTarget;
  readonly sourceFiles: readonly string[];
  readonly stopped?: StoppedDocument;
}

/** @throws UsageError when the options do not make a request; UserError when nothing can be written to `--out` */
export async function newTask(options: TaskOptions, signal: AbortSignal): Promise<WritingTask> {
  const { out, source, force } = options;
  if (out === undefined) {
    throw new UsageError('--out', 'it is missing', 'give it, or go on with a stopped document by --resume');
  }
  const asked = await readAsked(options, signal);
  const target = await outputTarget(out, { force, inputs: inputsOf(options) });
  return { asked, target, sourceFiles: source.map((file) => path.resolve(file)) };
}

/** The files that are read for the document. */
function inputsOf({ source, outline, brief, kind = '' }: TaskOptions): string[] {
  const given = [outline, brief, /\.md$/i.test(kind) ? kind : undefined];
  return [...source, ...given.filter((file) => file !== undefined)];
}

/** @throws UserError when there is nothing to go on with, or its sources are others by now */
export async function resumedTask(
  file: string,
  { out, force }: Pick<TaskOptions, 'out' | 'force'>,
  signal: AbortSignal,
): Promise<WritingTask> {
  const stopped = await readStopped(file);
  const { request, outline, sourceFiles } = stopped.record;
  for (const change of await changedSources(stopped.record, signal)) {
    if (!force) throw change;
    printProgress(`note: ${change.what} — ${change.why}`);
  }
  const target = await outputTarget(out ?? stopped.out, { force, inputs: sourceFiles, fragment: file });
  return { asked: { request, outline, brief: undefined }, target, sourceFiles, stopped };
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
