import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { messageOf, UsageError } from '../../shared/errors.ts';
import { type ExportFormat, exportFormats } from '../../writing/export/document.ts';
import { exportDocument } from '../../writing/export/exportDocument.ts';
import { type ExportStyle, exportStyles } from '../../writing/export/exportStyles.ts';
import { OFFICIAL_FIELDS } from '../../writing/export/officialFields.ts';
import { readText } from '../options/dialogFile.ts';
import { printProgress, printResult } from '../output/output.ts';
import { writeOutput } from '../output/outputFile.ts';
import { outputTarget } from '../output/outputTarget.ts';
import { cancellable } from '../running/cancellable.ts';

interface ExportOptions {
  readonly to: ExportFormat;
  readonly style?: ExportStyle;
  readonly reference?: string;
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
    .addOption(
      new Option(
        '--style <style>',
        'how a Word file is set: business (default), official (公文 by GB/T 9704-2012), thesis, plain',
      ).choices(exportStyles),
    )
    .addOption(
      new Option(
        '--reference <file>',
        'Word document whose styles, page, header and footer are taken over',
      ).conflicts('style'),
    )
    .option('--out <file>', 'file to write (default: beside the document)')
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print one JSON object')
    .addHelpText('after', frontMatterHelp)
    .action(run);
}

/** What a document may say at its top, between lines of three dashes. */
function frontMatterHelp(): string {
  const names = Object.values(OFFICIAL_FIELDS).map(([chinese, ...others]) => `${chinese} (${others.at(-1)})`);
  return `\nFront matter: title, author, date; for --style official also\n  ${names.join('\n  ')}`;
}

async function run(document: string, options: ExportOptions): Promise<void> {
  const { dir, name } = path.parse(document);
  const file = options.out ?? path.join(dir, `${name}.${options.to}`);
  refuseConfusion(file, options.to);
  refuseLook(options);
  const markdown = await readText(document);
  const reference = options.reference === undefined ? undefined : await readReference(options.reference);
  const inputs = [document, ...(reference ? [reference.name] : [])];
  const target = await outputTarget(file, { force: options.force, inputs });
  const notes: string[] = [];
  await cancellable('the export', 'nothing was written; start it again when you like', async (signal) => {
    const look = { ...(options.style ? { style: options.style } : {}), ...(reference ? { reference } : {}) };
    const note = (text: string) => notes.push(text);
    const exported = await exportDocument(markdown, options.to, name, signal, { ...look, folder: dir, note });
    await writeOutput(target, exported);
  });
  for (const note of notes) printProgress(`note: ${note}`);
  printResult({ file, ...(notes.length > 0 ? { notes } : {}) }, options, file);
}

async function readReference(file: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new UsageError(file, messageOf(cause), 'give a Word document (.docx)', { cause });
  });
  return { name: file, bytes };
}

/** @throws UsageError when a presentation is to have a look of Word's */
function refuseLook({ to, style, reference }: ExportOptions): void {
  if (to === 'docx' || (style ?? reference) === undefined) return;
  const option = style === undefined ? '--reference' : '--style';
  throw new UsageError(option, 'slides have one look', `leave it out, or export with --to docx`);
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
