import { Command, Option } from 'commander';
import type { Engine } from '../../engine/engine.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { UsageError } from '../../shared/errors.ts';
import { describeKept } from '../../writing/revision/keptPassages.ts';
import { revise } from '../../writing/revision/revise.ts';
import type { FinishedRevision, RevisionRequest } from '../../writing/revision/revisionEvents.ts';
import { parseInstruction, REVISION_MODES, type RevisionMode } from '../../writing/revision/revisionMode.ts';
import { revisionNote } from '../../writing/revision/revisionNote.ts';
import { readText } from '../options/dialogFile.ts';
import { providerOption } from '../options/providerOption.ts';
import { remoteOption } from '../options/remoteOption.ts';
import { parseWhole } from '../options/tokenIds.ts';
import { printProgress, printResult } from '../output/output.ts';
import { writeOutput } from '../output/outputFile.ts';
import { isSameFile, type OutputTarget, outputTarget } from '../output/outputTarget.ts';
import { printText } from '../output/standardOutput.ts';
import { cancellable } from '../running/cancellable.ts';
import { startEngine } from '../running/startEngine.ts';

interface ReviseOptions {
  readonly mode: RevisionMode;
  readonly instruction?: string;
  readonly in: string;
  readonly out: string;
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly remote?: string;
  readonly seed?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `revise`: a text file revised, passage by passage, into another. */
export function reviseCommand(): Command {
  return new Command('revise')
    .description('Revise a text; headings, lists, code and white space stay as they are.')
    .addOption(
      new Option('--mode <mode>', 'what to do to the text').choices(REVISION_MODES).makeOptionMandatory(),
    )
    .option('--instruction <text>', 'your own words, for --mode custom')
    .requiredOption('--in <file>', 'Markdown or text file to revise')
    .requiredOption('--out <file>', 'file to write; may be the one that is revised')
    .option('--force', 'replace the file if it exists and is another')
    .option('--model <folder>', 'model folder or official checkpoint (default: the demo model)')
    .addOption(providerOption())
    .addOption(remoteOption())
    .option('--seed <number>', 'the same seed gives the same revision')
    .option('--json', 'print one JSON object instead of the text')
    .action(run);
}

async function run(options: ReviseOptions): Promise<void> {
  const request = await readRequest(options);
  const force = options.force || (await isSameFile(options.in, options.out));
  const target = await outputTarget(options.out, { force });
  const engine = await startEngine(options);
  const finished = await cancellable('the revision', 'nothing was written', async (signal) => {
    try {
      const revised = await follow(engine, request, signal);
      await keep(target, revised.text, options);
      return revised;
    } finally {
      await engine.dispose();
    }
  });
  report(finished, options);
}

/** A text that cannot be written is shown, unless a program reads what is printed. */
async function keep(target: OutputTarget, text: string, { json }: ReviseOptions): Promise<void> {
  try {
    await writeOutput(target, new TextEncoder().encode(text));
  } catch (error) {
    if (!json) printText(text);
    throw error;
  }
}

/** @throws UsageError when the options do not make a request */
async function readRequest({ mode, instruction, seed, ...options }: ReviseOptions): Promise<RevisionRequest> {
  if (mode !== 'custom' && instruction !== undefined) {
    throw new UsageError('--instruction', `--mode ${mode} takes none`, 'leave it out or use --mode custom');
  }
  if (mode === 'custom' && instruction === undefined) {
    throw new UsageError('--mode custom', 'there is no instruction', 'add --instruction "…"');
  }
  return {
    mode,
    text: await readText(options.in),
    ...(instruction === undefined ? {} : { instruction: parseInstruction(instruction) }),
    ...(seed === undefined ? {} : { seed: parseWhole('--seed', seed, 0) }),
  };
}

async function follow(
  engine: Engine,
  request: RevisionRequest,
  signal: AbortSignal,
): Promise<FinishedRevision> {
  const note = revisionNote(request.mode, await engine.info());
  if (note) printProgress(note);
  for await (const event of revise(engine, request, signal)) {
    if (event.type === 'passageStarted') printProgress(`passage ${event.index + 1} of ${event.count}`);
    if (event.type === 'finished') return event;
  }
  throw new Error('the revision ended without its last event');
}

function report(finished: FinishedRevision, options: ReviseOptions): void {
  const { charactersBefore, charactersAfter, passages, kept, seconds } = finished;
  const notice = describeKept(finished);
  if (notice) printProgress(notice);
  printResult(
    { file: options.out, charactersBefore, charactersAfter, passages, kept, seconds },
    options,
    finished.text,
  );
  if (!options.json) {
    printProgress(`${options.out}: ${charactersBefore} characters before, ${charactersAfter} after`);
  }
}
