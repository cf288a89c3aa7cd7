import path from 'node:path';
import { Command, Option } from 'commander';
import { UsageError } from '../../shared/errors.ts';
import { type ExportFormat, exportFormats } from '../../writing/export/document.ts';
import { exportDocument } from '../../writing/export/exportDocument.ts';
import { readText } from '../options/dialogFile.ts';
import { printResult } from '../output/output.ts';
import { writeOutput } from '../output/outputFile.ts';
import { outputTarget } from '../output/outputTarget.ts';
import { cancellable } from '../running/cancellable.ts';

interface ExportOptions {
  readonly to: ExportFormat;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `export`: a finished Markdown document as a Word or PowerPoint file. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Turn a Markdown document into a Word or PowerPoint file.')
    .argument('<document>', 'Markdown file')
    .addOption(
      new Option('--to <format>', 'docx for Word, pptx for PowerPoint')
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'file to write (default: beside the document)')
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(document: string, options: ExportOptions): Promise<void> {
  const { dir, name } = path.parse(document);
  const file = options.out ?? path.join(dir, `${name}.${options.to}`);
  refuseConfusion(file, options.to);
  const markdown = await readText(document);
  const target = await outputTarget(file, { force: options.force, inputs: [document] });
  await cancellable('the export', 'nothing was written; start it again when you like', async (signal) =>
    writeOutput(target, await exportDocument(markdown, options.to, name, signal)),
  );
  printResult({ file }, options, file);
}

/** @throws UsageError when the file is named as one of the other format */
function refuseConfusion(file: string, format: ExportFormat): void {
  const ending = path.extname(file).slice(1).toLowerCase();
  if (ending === format || !exportFormats.some((each) => each === ending)) return;
  throw new UsageError(
    `the file ${file}`,
    `it is to become a .${format} file`,
    `end its name with .${format}`,
  );
}
