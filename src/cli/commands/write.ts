import { Command, Option } from 'commander';
import type { Engine } from '../../engine/engine.ts';
import { hearThinking } from '../../engine/hearThinking.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { UserError } from '../../shared/errors.ts';
import { SOURCE_ENDINGS } from '../../sources/sourceFormat.ts';
import { briefOf, type DocumentBrief } from '../../writing/brief/brief.ts';
import { printReading } from '../../writing/brief/reading/readingText.ts';
import type { ValidRequest } from '../../writing/brief/request.ts';
import { planOutline, writeDocument } from '../../writing/draft/composer.ts';
import { DraftRecorder } from '../../writing/draft/draft.ts';
import { isOnePieceOutline, type Outline, printOutline } from '../../writing/outline/outline.ts';
import { LANGUAGE_CHOICES } from '../../writing/text/language.ts';
import { countCharacters, repetition } from '../../writing/text/measure.ts';
import { type AskedDocument, readAsked, requestOf } from '../options/askedDocument.ts';
import { BRIEF_HELP } from '../options/briefOption.ts';
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
import {
  explainStop,
  type Finished,
  reportWritten,
  roundTenth,
  toldReading,
  type Written,
} from '../output/writtenDocument.ts';
import { cancellable, interruptible, whyCancelled } from '../running/cancellable.ts';
import { startEngine } from '../running/startEngine.ts';

interface WriteOptions extends TaskOptions {
  readonly outlineOnly?: boolean;
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation: boolean;
  readonly remote?: string;
  readonly json?: boolean;
}

/** What a document that was stopped was asked with. */
const ASKED = [
  'brief',
  'kind',
  'topic',
  'point',
  'source',
  'field',
  'language',
  'length',
  'outline',
  'outlineOnly',
  'seed',
];

/** `write`: a whole document, from a topic to a Markdown file. */
export function writeCommand(): Command {
  return new Command('write')
    .description(
      'Write a document: an outline first, then section by section. Takes --brief, or --kind and --topic, and --out; or --resume.',
    )
    .option('--brief <text|file|->', BRIEF_HELP)
    .option('--kind <kind>', `${KIND_NAMES}, or one of your own (needed without --brief)`)
    .option('--topic <topic>', 'what it is about (needed without --brief)')
    .addOption(
      new Option('--point <point>', 'a key point to cover; may be given again')
        .default([], 'none')
        .argParser((point: string, points: readonly string[]) => [...points, point]),
    )
    .addOption(
      new Option(
        '--source <file>',
        `file to draw on (${SOURCE_ENDINGS.map((each) => `.${each}`).join(' ')}); may be given again`,
      )
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
    .option('--outline-only', 'print the outline, and what was read out of the brief, and write nothing')
    .option('--out <file>', 'Markdown file to write (needed without --outline-only)')
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

async function run(options: WriteOptions): Promise<void> {
  if (options.outlineOnly) return printOutlineOnly(options);
  const task = await cancellable('the document', 'nothing was written', (signal) =>
    options.resume === undefined ? newTask(options, signal) : resumedTask(options.resume, options, signal),
  );
  const engine = await startTold(options);
  const written = await interruptible(async (signal) => {
    let file: DocumentFile | undefined;
    try {
      const { model } = await engine.info();
      if (task.stopped) refuseOther(task.stopped.record.modelName, model, options.force);
      file = await DocumentFile.create(task.target, task.stopped?.fragment);
      const { request, reading } = await read(engine, task.asked, options, signal);
      const composed = await compose(engine, task, request, file, options, signal);
      return reading ? { ...composed, reading: toldReading(reading) } : composed;
    } catch (error) {
      const cancelled = signal.aborted ? whyCancelled() : undefined;
      throw explainStop(error, cancelled, await file?.keep(), options);
    } finally {
      await engine.dispose();
    }
  });
  reportWritten(written, task.target.path, options);
}

/** An engine whose thinking is told of. */
async function startTold(options: WriteOptions): Promise<Engine> {
  return hearThinking(await startEngine(options), (tokens) => printProgress(`thinking, ${tokens} tokens`));
}

/** What is to be written; what was read out of a brief is told. */
async function read(engine: Engine, asked: AskedDocument, options: WriteOptions, signal: AbortSignal) {
  if (asked.brief) printProgress('reading the brief');
  const found = await requestOf(engine, asked, options, signal);
  if (found.reading) printProgress(indented(printReading(found.reading)));
  return found;
}

/** `--outline-only` */
async function printOutlineOnly(options: WriteOptions): Promise<void> {
  await cancellable('the outline', 'run the command again', async (signal) => {
    const asked = await readAsked(options, signal);
    const engine = await startTold(options);
    try {
      const { request, reading } = await read(engine, asked, options, signal);
      const { brief, outline } = await plan(engine, request, asked.outline, signal);
      // A text in one piece has no outline that could be followed.
      const text = isOnePieceOutline(outline) ? '' : printOutline(outline, brief.request.language);
      if (text === '') printProgress('note: it is written in one piece, without an outline');
      printResult({ outline: text, ...(reading ? { reading: toldReading(reading) } : {}) }, options, text);
    } finally {
      await engine.dispose();
    }
  });
}

/** The outline to follow, by the model unless it was given. */
async function plan(
  engine: Engine,
  request: ValidRequest,
  given: Outline | undefined,
  signal: AbortSignal,
): Promise<{ readonly brief: DocumentBrief; readonly outline: Outline }> {
  const brief = briefOf(request, await engine.info());
  if (brief.note) printProgress(`note: ${brief.note}`);
  if (!given) printProgress('planning the outline');
  return { brief, outline: given ?? (await planOutline(engine, brief, signal)) };
}

/** Writes the document into the file, and on the screen of a person. */
async function compose(
  engine: Engine,
  task: WritingTask,
  request: ValidRequest,
  file: DocumentFile,
  { json }: WriteOptions,
  signal: AbortSignal,
): Promise<Written> {
  const { brief, outline } = await plan(engine, request, task.asked.outline, signal);
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
    length: request.length,
    outline: printOutline(outline, brief.request.language),
    sectionCharacters,
    rep4: roundTenth(repetition(file.written, 4)),
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

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
