import path from 'node:path';
import { Command } from 'commander';
import { parseLength } from '../../writing/brief/request.ts';
import { checkDocument } from '../../writing/check/checkDocument.ts';
import { printReport } from '../../writing/check/printReport.ts';
import { parseOutline } from '../../writing/outline/outline.ts';
import { readText } from '../options/dialogFile.ts';
import { printResult } from '../output/output.ts';

interface MeasureOptions {
  readonly outline?: string;
  readonly length?: string;
  readonly json?: boolean;
}

/** `measure`: how good a document is by what can be counted. */
export function measureCommand(): Command {
  return new Command('measure')
    .description('Measure a Markdown document: length, repetition, headings, what was left over.')
    .argument('<file>', 'Markdown file')
    .option('--outline <file>', 'outline that it was to follow')
    .option('--length <characters>', 'length that it was to have (default: as the outline)')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(file: string, options: MeasureOptions): Promise<void> {
  const length = options.length === undefined ? undefined : parseLength(options.length);
  const outline =
    options.outline === undefined ? undefined : parseOutline(await readText(options.outline), length);
  const report = checkDocument(await readText(file), { outline, length });
  printResult(report, options, printReport(report, path.basename(file)).trimEnd());
}
