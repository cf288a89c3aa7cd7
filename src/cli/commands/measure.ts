import path from 'node:path';
import { Command, Option } from 'commander';
import { parseLength } from '../../writing/brief/request.ts';
import { checkDocument } from '../../writing/check/checkDocument.ts';
import { printReport } from '../../writing/check/printReport.ts';
import { parseOutline } from '../../writing/outline/outline.ts';
import { readText } from '../options/dialogFile.ts';
import { readSources } from '../options/sourceFiles.ts';
import { printResult } from '../output/output.ts';
import { cancellable } from '../running/cancellable.ts';

interface MeasureOptions {
  readonly outline?: string;
  readonly length?: string;
  readonly source: readonly string[];
  readonly json?: boolean;
}

/** `measure`: how good a document is by what can be counted. */
export function measureCommand(): Command {
  return new Command('measure')
    .description('Measure a Markdown document: length, repetition, headings, what was left over.')
    .argument('<file>', 'Markdown file')
    .option('--outline <file>', 'outline that it was to follow')
    .option('--length <characters>', 'length that it was to have (default: as the outline)')
    .addOption(
      new Option('--source <file>', 'file that figures and names are looked for in; may be given again')
        .default([], 'none')
        .argParser((file: string, files: readonly string[]) => [...files, file]),
    )
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(file: string, options: MeasureOptions): Promise<void> {
  const length = options.length === undefined ? undefined : parseLength(options.length);
  const outline =
    options.outline === undefined ? undefined : parseOutline(await readText(options.outline), length);
  const sources = await cancellable('the check', 'nothing was changed', (signal) =>
    readSources(options.source, signal),
  );
  const given = sources.length > 0 ? sources.map(({ text }) => text).join('\n') : undefined;
  const report = checkDocument(await readText(file), { outline, length, given });
  printResult(report, options, printReport(report, path.basename(file)).trimEnd());
}
