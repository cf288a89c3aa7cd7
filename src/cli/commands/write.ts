import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Engine } from '../../engine/engine.ts';
import { hearThinking } from '../../engine/hearThinking.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { UserError } from '../../shared/errors.ts';
import { briefOf, type DocumentBrief } from '../../writing/brief/brief.ts';
import { type ComposerEvent, planOutline, writeDocument } from '../../writing/draft/composer.ts';
import { DraftRecorder } from '../../writing/draft/draft.ts';
import type { Weakness } from '../../writing/draft/lastLook.ts';
import { printOutline } from '../../writing/outline/outline.ts';
import { LANGUAGE_CHOICES } from '../../writing/text/language.ts';
import { countCharacters, lengthScore, repetition } from '../../writing/text/measure.ts';
import { collectField, FIELD_HELP, KIND_NAMES } from '../options/kindOption.ts';
import { providerOption, speculationOption } from '../options/providerOption.ts';
import { remoteOption } from '../options/remoteOption.ts';
import {
  newRecord,
  newTask,
  resumedTask,
  type TaskOptions,
  type WritingTask,
} from '../options/writingTask.ts';
import { DocumentFile, recordOf } from '../output/documentFile.ts';
import { RecordFile } from '../output/documentRecord.ts';
import { printProgress, printResult } from '../output/output.ts';
import { printText } from '../output/standardOutput.ts';
import { interruptible, whyCancelled } from '../running/cancellable.ts';
import { startEngine } from '../running/startEngine.ts';

interface WriteOptions extends TaskOptions {
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation: boolean;
  readonly remote?: string;
  readonly json?: boolean;
}

/** What a document that was stopped was asked with. */
const ASKED = ['kind', 'topic', 'point', 'source', 'field', 'language', 'length', 'outline', 'seed'];

/** `write`: a whole document, from a topic to a Markdown file. */
export function writeCommand(): Command {
  return new Command('write')
    .description(
      'Write a document: an outline first, then section by section. Takes --kind, --topic and --out, or --resume.',
    )
    .option('--kind <kind>', `${KIND_NAMES}, or one of your own`)
    .option('--topic <topic>', 'what it is about')
    .addOption(
      new Option('--point <point>', 'a key point to cover; may be given again')
        .default([], 'none')
        .argParser((point: string, points: readonly string[]) => [...points, point]),
    )
    .addOption(
      new Option('--source <file>', 'Markdown or text file to draw on; may be given again')
        .default([], 'none')
        .argParser((file: string, files: readonly string[]) => [...files, file]),
    )
    .addOption(
      new Option('--field <name=value>', 'an answer to a field of the kind; may be given again')
        .default({}, 'none')
        .argParser(collectField),
    )
    .addOption(
      new Option('--language <language>', 'language of the document; auto: as the topic')
        .choices(LANGUAGE_CHOICES)
        .default('auto'),
    )
    .option(
      '--length <characters>',
      'how long, about (default: what is usual for the kind, or as the outline)',
    )
    .option('--outline <file>', 'outline to follow, instead of one by the model')
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(providerOption())
    .addOption(speculationOption())
    .addOption(remoteOption())
    .option('--out <file>', 'Markdown file to write')
    .addOption(
      new Option(
        '--resume <file>',
        'go on with a document that was stopped, with all that it was asked with, into --out (default: as it was begun); give --model and --remote as before',
      ).conflicts(ASKED),
    )
    .option('--seed <number>', 'the same seed gives the same document')
    .option(
      '--force',
      'replace the file if it exists; with --resume also go on where a source or the model is another',
    )
    .option('--json', 'print one JSON object instead of the document')
    .addHelpText('after', FIELD_HELP)
    .action(run);
}

type Finished = Extract<ComposerEvent, { type: 'finished' }>;

interface Result extends Finished {
  /** The outline that was followed, one section a line. */
  readonly outline: string;
  /** Of each section's body. */
  readonly sectionCharacters: readonly number[];
  /** Percent of repeated 4-grams in the whole document. */
  readonly rep4: number;
}

async function run(options: WriteOptions): Promise<void> {
  const task =
    options.resume === undefined ? await newTask(options) : await resumedTask(options.resume, options);
  const started = await startEngine(options);
  const engine = hearThinking(started, (tokens) => printProgress(`thinking, ${tokens} tokens`));
  const result = await interruptible(async (signal) => {
    let file: DocumentFile | undefined;
    try {
      const model = await engine.info();
      if (task.stopped) refuseOther(task.stopped.record.modelName, model.model, options.force);
      file = await DocumentFile.create(task.target, task.stopped?.fragment);
      return await compose(engine, task, briefOf(task.request, model), file, options, signal);
    } catch (error) {
      throw explain(error, signal.aborted, await file?.keep(), options);
    } finally {
      await engine.dispose();
    }
  });
  report(result, task, options);
}

/** Writes the document into the file, and on the screen of a person. */
async function compose(
  engine: Engine,
  task: WritingTask,
  brief: DocumentBrief,
  file: DocumentFile,
  { json }: WriteOptions,
  signal: AbortSignal,
): Promise<Result> {
  const { note } = brief;
  if (note) printProgress(`note: ${note}`);
  if (!task.outline) printProgress('planning the outline');
  const outline = task.outline ?? (await planOutline(engine, brief, signal));
  const written = task.stopped?.written ?? { bodies: [] };
  const record = new RecordFile(recordOf(file.unfinished));
  const recorder = new DraftRecorder(newRecord(task, brief, outline, written), (draft) => record.save(draft));
  let finished: Finished | undefined;
  const sectionCharacters = written.bodies.map(countCharacters);
  try {
    for await (const event of writeDocument(engine, brief, outline, signal, written)) {
      if (event.type === 'finished') finished = event;
      if (event.type === 'sectionDone') sectionCharacters.push(event.characters);
      if (event.type === 'sectionStarted' && json) {
        printProgress(`section ${event.index + 1} of ${event.count}: ${event.title}`);
      }
      if (event.type === 'text') {
        await file.write(event.delta);
        if (!json) printText(event.delta);
      }
      if (event.type !== 'finished') recorder.follow(event);
    }
  } finally {
    recorder.stop();
    await record.settle();
  }
  if (!finished) throw new Error('the document ended without its last event');
  await file.finish();
  return {
    ...finished,
    outline: printOutline(outline, brief.request.language),
    sectionCharacters,
    rep4: round(repetition(file.written, 4)),
  };
}

/** @throws UserError where a document was begun by another model, unless that is wanted */
function refuseOther(begunBy: string, model: string, force = false): void {
  if (begunBy === model) return;
  const why = `the document was begun with ${begunBy}, and this is ${model}`;
  const nextStep = 'give that one with --model (a server with --remote), or go on with this one by --force';
  if (!force) throw new UserError('the model', why, nextStep);
  printProgress(`note: ${why}`);
}

/** Adds to a failure what became of the text. */
function explain(
  error: unknown,
  cancelled: boolean,
  kept: string | undefined,
  options: WriteOptions,
): unknown {
  const text = kept ? `what was written is in ${kept}${howToResume(kept, options)}` : 'nothing was written';
  if (cancelled) return new UserError('the document', whyCancelled(), text, { cause: error });
  if (!(error instanceof UserError) || !kept) return error;
  return new UserError(error.what, error.why, `${error.nextStep}; ${text}`, { cause: error });
}

const WEAKNESSES: Readonly<Record<Weakness, string>> = {
  repeats: 'most of it stands in earlier sections',
  language: 'it is in another language',
  missingPoint: 'a point that was asked for is missing',
  short: 'it is far too short',
};

/** The command that goes on with what was kept; empty where no record of it could be. */
function howToResume(kept: string, { model, remote }: WriteOptions): string {
  if (!existsSync(recordOf(kept))) return '';
  const engine = Object.entries({ model, remote }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  return `, and goes on with: ${['write', '--resume', quoted(kept), ...engine].join(' ')}`;
}

function quoted(value: string): string {
  return /^[\p{L}\p{N}_./\\:~+-]+$/u.test(value) ? value : JSON.stringify(value);
}

function report(finished: Result, { request, target }: WritingTask, options: WriteOptions): void {
  const { characters, sections, outline, sectionCharacters, rep4, seconds } = finished;
  const { blanks, weak, leftOut = [] } = finished;
  const score = round(lengthScore(request.length, characters));
  const sources = finished.leftOut ? { leftOut } : {};
  const counts = { characters, sections, outline, sectionCharacters, lengthScore: score, rep4, blanks, weak };
  const result = { file: target.path, ...counts, seconds, ...sources };
  if (blanks > 0) printProgress(`note: ${blanks} facts are left to be filled in (××)`);
  for (const { title, weakness } of weak)
    printProgress(`note: worth writing again: ${title} (${WEAKNESSES[weakness]})`);
  for (const { source, characters } of leftOut) {
    printProgress(`note: ${characters} characters of ${source} were given to no section`);
  }
  const speed = (characters / seconds).toFixed(1);
  if (options.json) printResult(result, options, '');
  else
    printProgress(
      `${target.path}: ${characters} characters in ${sections} sections, length score ${score}, ${speed} characters/s`,
    );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
