import { Command, Option } from 'commander';
import type { Engine } from '../../engine/engine.ts';
import { hearThinking } from '../../engine/hearThinking.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { UsageError, UserError } from '../../shared/errors.ts';
import { briefOf, type DocumentBrief } from '../../writing/brief/brief.ts';
import type { BriefReading } from '../../writing/brief/reading/reading.ts';
import { printReading } from '../../writing/brief/reading/readingText.ts';
import type { ValidRequest } from '../../writing/brief/request.ts';
import { type ComposerEvent, planOutline, writeDocument } from '../../writing/draft/composer.ts';
import { isOnePieceOutline, type Outline, printOutline } from '../../writing/outline/outline.ts';
import { LANGUAGE_CHOICES } from '../../writing/text/language.ts';
import { lengthScore, repetition } from '../../writing/text/measure.ts';
import { type AskedDocument, type AskedOptions, readAsked, requestOf } from '../options/askedDocument.ts';
import { BRIEF_HELP } from '../options/briefOption.ts';
import { collectField, FIELD_HELP, KIND_NAMES } from '../options/kindOption.ts';
import { providerOption, speculationOption } from '../options/providerOption.ts';
import { remoteOption } from '../options/remoteOption.ts';
import { DocumentFile } from '../output/documentFile.ts';
import { printProgress, printResult } from '../output/output.ts';
import { outputTarget } from '../output/outputTarget.ts';
import { printText } from '../output/standardOutput.ts';
import { cancellable, interruptible, whyCancelled } from '../running/cancellable.ts';
import { startEngine } from '../running/startEngine.ts';

interface WriteOptions extends AskedOptions {
  readonly outlineOnly?: boolean;
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation: boolean;
  readonly remote?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `write`: a whole document, from a topic to a Markdown file. */
export function writeCommand(): Command {
  return new Command('write')
    .description('Write a document: an outline first, then section by section.')
    .option('--brief <text|file|->', BRIEF_HELP)
    .option('--kind <kind>', `${KIND_NAMES}, or one of your own (needed without --brief)`)
    .option('--topic <topic>', 'what it is about (needed without --brief)')
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
      new Option('--language <language>', 'language of the document; auto: as the topic, or the brief')
        .choices(LANGUAGE_CHOICES)
        .default('auto'),
    )
    .option(
      '--length <characters>',
      'how long, about (default: as the brief or the outline says, else what is usual for the kind)',
    )
    .option('--outline <file>', 'outline to follow, instead of one by the model')
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(providerOption())
    .addOption(speculationOption())
    .addOption(remoteOption())
    .option('--outline-only', 'print the outline, and what was read out of the brief, and write nothing')
    .option('--out <file>', 'Markdown file to write (needed without --outline-only)')
    .option('--seed <number>', 'the same seed gives the same document')
    .option('--force', 'replace the file if it exists')
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
  /** What was read out of a brief. */
  readonly reading?: ReturnType<typeof told>;
}

async function run(options: WriteOptions): Promise<void> {
  const asked = await readAsked(options);
  const { out } = options;
  if (options.outlineOnly) return printOutlineOnly(asked, options);
  if (out === undefined) throw new UsageError('--out', 'it is missing', 'name the Markdown file to write');
  const target = await outputTarget(out, { force: options.force, inputs: inputsOf(options) });
  const engine = await startTold(options);
  const { result, length } = await interruptible(async (signal) => {
    const file = await DocumentFile.create(target);
    try {
      const { request, reading } = await read(engine, asked, options, signal);
      const written = await compose(engine, request, asked.outline, file, options, signal);
      return {
        result: { ...written, ...(reading ? { reading: told(reading) } : {}) },
        length: request.length,
      };
    } catch (error) {
      throw explain(error, signal.aborted, await file.keep());
    } finally {
      await engine.dispose();
    }
  });
  report(result, length, out, options);
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
async function printOutlineOnly(asked: AskedDocument, options: WriteOptions): Promise<void> {
  const engine = await startTold(options);
  await cancellable('the outline', 'run the command again', async (signal) => {
    try {
      const { request, reading } = await read(engine, asked, options, signal);
      const { brief, outline } = await plan(engine, request, asked.outline, signal);
      // A text in one piece has no outline that could be followed.
      const text = isOnePieceOutline(outline) ? '' : printOutline(outline, brief.request.language);
      if (text === '') printProgress('note: it is written in one piece, without an outline');
      printResult({ outline: text, ...(reading ? { reading: told(reading) } : {}) }, options, text);
    } finally {
      await engine.dispose();
    }
  });
}

/** The files that are read for the document. */
function inputsOf({ source, outline, brief, kind = '' }: WriteOptions): string[] {
  const given = [outline, brief, /\.md$/i.test(kind) ? kind : undefined];
  return [...source, ...given.filter((file) => file !== undefined)];
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
  request: ValidRequest,
  given: Outline | undefined,
  file: DocumentFile,
  { json }: WriteOptions,
  signal: AbortSignal,
): Promise<Result> {
  const { brief, outline } = await plan(engine, request, given, signal);
  let finished: Finished | undefined;
  const sectionCharacters: number[] = [];
  for await (const event of writeDocument(engine, brief, outline, signal)) {
    if (event.type === 'finished') finished = event;
    if (event.type === 'sectionDone') sectionCharacters.push(event.characters);
    if (event.type === 'sectionStarted' && json) {
      printProgress(`section ${event.index + 1} of ${event.count}: ${event.title}`);
    }
    if (event.type !== 'text') continue;
    await file.write(event.delta);
    if (!json) printText(event.delta);
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

/** Adds to a failure what became of the text. */
function explain(error: unknown, cancelled: boolean, kept: string | undefined): unknown {
  const text = kept ? `what was written is in ${kept}` : 'nothing was written';
  if (cancelled) return new UserError('the document', whyCancelled(), text, { cause: error });
  if (!(error instanceof UserError) || !kept) return error;
  return new UserError(error.what, error.why, `${error.nextStep}; ${text}`, { cause: error });
}

function report(finished: Result, length: number, file: string, options: WriteOptions): void {
  const { characters, sections, outline, sectionCharacters, rep4, seconds, blanks, leftOut = [] } = finished;
  const { reading } = finished;
  const score = round(lengthScore(length, characters));
  const sources = finished.leftOut ? { leftOut } : {};
  const counts = { characters, sections, outline, sectionCharacters, lengthScore: score, rep4, blanks };
  const result = { file, ...counts, seconds, ...sources, ...(reading ? { reading } : {}) };
  if (blanks > 0) printProgress(`note: ${blanks} facts are left to be filled in (××)`);
  for (const { source, characters } of leftOut) {
    printProgress(`note: ${characters} characters of ${source} were given to no section`);
  }
  const speed = (characters / seconds).toFixed(1);
  if (options.json) printResult(result, options, '');
  else
    printProgress(
      `${file}: ${characters} characters in ${sections} sections, length score ${score}, ${speed} characters/s`,
    );
}

/** A reading as `--json` tells it. */
function told({ kind, hasTitles, ...reading }: BriefReading) {
  return { kind: kind.name, ...reading };
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
