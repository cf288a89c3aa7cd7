import { Command, Option } from 'commander';
import { UsageError } from '../../shared/errors.ts';
import { readTitle } from '../../writing/brief/frame.ts';
import { type DocumentKind, findKind } from '../../writing/documents/index.ts';
import { readDocument } from '../../writing/outline/writtenDocument.ts';
import { documentRecord, TRAINING_FORMS, type TrainingForm } from '../../writing/training/documentRecord.ts';
import { printRecords, type TrainingRecord } from '../../writing/training/trainingRecord.ts';
import { readText } from '../options/dialogFile.ts';
import { KIND_NAMES, resolveKind } from '../options/kindOption.ts';
import { printProgress, printResult } from '../output/output.ts';
import { writeOutput } from '../output/outputFile.ts';
import { outputTarget } from '../output/outputTarget.ts';

interface DatasetOptions {
  readonly out: string;
  readonly form: TrainingForm;
  readonly kind?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `dataset`: finished documents as data for TeleChat's fine-tuning scripts. */
export function datasetCommand(): Command {
  return new Command('dataset')
    .description('Turn finished documents into data for TeleChat’s fine-tuning scripts (SFT, .jsonl).')
    .argument('<documents...>', 'Markdown files, each with a title (#) that names its topic and kind')
    .requiredOption('--out <file>', 'file to write, such as train.jsonl')
    .addOption(
      new Option('--form <form>', 'conversation: outline, then sections; single: one question, one document')
        .choices(TRAINING_FORMS)
        .default('conversation'),
    )
    .option('--kind <kind>', `kind of documents whose title names none: ${KIND_NAMES}, or one of your own`)
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(files: readonly string[], options: DatasetOptions): Promise<void> {
  const { out, form, force } = options;
  const target = await outputTarget(out, { force, inputs: files });
  const kind = options.kind === undefined ? findKind('report') : await resolveKind(options.kind);
  const records: TrainingRecord[] = [];
  const errors: UsageError[] = [];
  for (const file of files) {
    try {
      records.push(await recordOf(file, kind, form));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (first && records.length === 0) throw first;
  for (const { message } of errors) printProgress(`warning: ${message} (left out)`);
  await writeOutput(target, new TextEncoder().encode(printRecords(records)));
  const leftOut = errors.length > 0 ? { leftOut: errors.length } : {};
  printResult({ file: out, records: records.length, ...leftOut }, options, out);
}

/** @throws UsageError for a file that cannot be read, or makes no record */
async function recordOf(file: string, kind: DocumentKind, form: TrainingForm): Promise<TrainingRecord> {
  const text = await readText(file);
  const { title } = readDocument(text);
  if (title === '') {
    throw new UsageError(file, 'it has no title', 'begin it with a line "# " and its topic');
  }
  const named = readTitle(title);
  const request = { kind: named.kind ?? kind, topic: named.topic, points: [], length: 1 };
  const record = documentRecord({ request, title, text }, form);
  if (!record) throw new UsageError(file, 'there is no text in it', 'leave it out');
  return record;
}
