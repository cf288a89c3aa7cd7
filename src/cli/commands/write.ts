import { Command, Option } from 'commander';
import type { Engine } from '../../engine/engine.ts';
import { hearThinking } from '../../engine/hearThinking.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { UserError } from '../../shared/errors.ts';
import { SOURCE_ENDINGS } from '../../sources/sourceFormat.ts';
import { briefOf } from '../../writing/brief/brief.ts';
import { parseLength, type ValidRequest, validateRequest } from '../../writing/brief/request.ts';
import type { FieldValues } from '../../writing/documents/fields.ts';
import { type ComposerEvent, planOutline, writeDocument } from '../../writing/draft/composer.ts';
import { type Outline, parseOutline, printOutline, totalLength } from '../../writing/outline/outline.ts';
import { LANGUAGE_CHOICES, type LanguageChoice } from '../../writing/text/language.ts';
import { lengthScore, repetition } from '../../writing/text/measure.ts';
import { readText } from '../options/dialogFile.ts';
import { collectField, FIELD_HELP, KIND_NAMES, resolveKind } from '../options/kindOption.ts';
import { providerOption, speculationOption } from '../options/providerOption.ts';
import { remoteOption } from '../options/remoteOption.ts';
import { readSources } from '../options/sourceFiles.ts';
import { parseWhole } from '../options/tokenIds.ts';
import { DocumentFile } from '../output/documentFile.ts';
import { printProgress, printResult } from '../output/output.ts';
import { outputTarget } from '../output/outputTarget.ts';
import { printText } from '../output/standardOutput.ts';
import { cancellable, interruptible, whyCancelled } from '../running/cancellable.ts';
import { startEngine } from '../running/startEngine.ts';

interface WriteOptions {
  readonly kind: string;
  readonly topic: string;
  readonly point: readonly string[];
  readonly source: readonly string[];
  readonly field: FieldValues;
  readonly language: LanguageChoice;
  readonly length?: string;
  readonly outline?: string;
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation: boolean;
  readonly remote?: string;
  readonly out: string;
  readonly seed?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `write`: a whole document, from a topic to a Markdown file. */
export function writeCommand(): Command {
  return new Command('write')
    .description('Write a document: an outline first, then section by section.')
    .requiredOption('--kind <kind>', `${KIND_NAMES}, or one of your own`)
    .requiredOption('--topic <topic>', 'what it is about')
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
    .requiredOption('--out <file>', 'Markdown file to write')
    .option('--seed <number>', 'the same seed gives the same document')
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print one JSON object instead of the document')
    .addHelpText('after', FIELD_HELP)
    .action(run);
}

/** What it takes to write the document that the options ask for. */
interface Assignment {
  readonly request: ValidRequest;
  /** Absent, the model plans one. */
  readonly outline: Outline | undefined;
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
  const assignment = await cancellable('the document', 'nothing was written', (signal) =>
    readAssignment(options, signal),
  );
  const target = await outputTarget(options.out, { force: options.force, inputs: inputsOf(options) });
  const started = await startEngine(options);
  const engine = hearThinking(started, (tokens) => printProgress(`thinking, ${tokens} tokens`));
  const result = await interruptible(async (signal) => {
    const file = await DocumentFile.create(target);
    try {
      return await compose(engine, assignment, file, options, signal);
    } catch (error) {
      throw explain(error, signal.aborted, await file.keep());
    } finally {
      await engine.dispose();
    }
  });
  report(result, assignment.request.length, options);
}

/** The files that are read for the document. */
function inputsOf({ source, outline, kind }: WriteOptions): string[] {
  return [...source, ...(outline === undefined ? [] : [outline]), ...(/\.md$/i.test(kind) ? [kind] : [])];
}

/** @throws UsageError when the options do not make a request */
async function readAssignment(options: WriteOptions, signal: AbortSignal): Promise<Assignment> {
  const kind = await resolveKind(options.kind);
  const asked = options.length === undefined ? undefined : parseLength(options.length);
  const outline =
    options.outline === undefined ? undefined : parseOutline(await readText(options.outline), asked);
  const request = validateRequest({
    kind,
    topic: options.topic,
    points: options.point,
    ...(options.source.length > 0 ? { sources: await readSources(options.source, signal) } : {}),
    fields: options.field,
    language: options.language,
    length: asked ?? (outline ? totalLength(outline) : kind.typicalLength),
    ...(options.seed === undefined ? {} : { seed: parseWhole('--seed', options.seed, 0) }),
  });
  return { request, outline };
}

/** Writes the document into the file, and on the screen of a person. */
async function compose(
  engine: Engine,
  { request, outline }: Assignment,
  file: DocumentFile,
  { json }: WriteOptions,
  signal: AbortSignal,
): Promise<Result> {
  const brief = briefOf(request, await engine.info());
  const { note } = brief;
  const { language } = brief.request;
  if (note) printProgress(`note: ${note}`);
  if (!outline) printProgress('planning the outline');
  const planned = outline ?? (await planOutline(engine, brief, signal));
  let finished: Finished | undefined;
  const sectionCharacters: number[] = [];
  for await (const event of writeDocument(engine, brief, planned, signal)) {
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
    outline: printOutline(planned, language),
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

function report(finished: Result, length: number, options: WriteOptions): void {
  const { characters, sections, outline, sectionCharacters, rep4, seconds, blanks, leftOut = [] } = finished;
  const score = round(lengthScore(length, characters));
  const sources = finished.leftOut ? { leftOut } : {};
  const counts = { characters, sections, outline, sectionCharacters, lengthScore: score, rep4, blanks };
  const result = { file: options.out, ...counts, seconds, ...sources };
  if (blanks > 0) printProgress(`note: ${blanks} facts are left to be filled in (××)`);
  for (const { source, characters } of leftOut) {
    printProgress(`note: ${characters} characters of ${source} were given to no section`);
  }
  const speed = (characters / seconds).toFixed(1);
  if (options.json) printResult(result, options, '');
  else
    printProgress(
      `${options.out}: ${characters} characters in ${sections} sections, length score ${score}, ${speed} characters/s`,
    );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
