import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';
import { inTemporaryFolder } from '../../../support/checkpoint.ts';
import { HARD_SAMPLE, SAMPLE } from '../../../support/exportSample.ts';

const run = promisify(execFile);

/** All texts of a file, as other people's programs read it. */
const READERS = {
  docx: `
import sys, docx
document = docx.Document(sys.argv[1])
print(document.core_properties.title)
for paragraph in document.paragraphs:
    print(paragraph.text)
for table in document.tables:
    for row in table.rows:
        print(*(cell.text for cell in row.cells))
`,
  pptx: `
import sys, pptx
for slide in pptx.Presentation(sys.argv[1]).slides:
    for shape in slide.shapes:
        if shape.has_text_frame:
            print(shape.text_frame.text)
        if shape.has_table:
            for row in shape.table.rows:
                print(*(cell.text for cell in row.cells))
    print(slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else '')
`,
};

const canRead = await run('python3', ['-c', 'import docx, pptx']).then(
  () => true,
  () => {
    console.warn('skipped: python3 has no python-docx and python-pptx; install them with pip');
    return false;
  },
);

describe.skipIf(!canRead)('Python reads back', () => {
  it.each([
    ['docx', 'the sample', SAMPLE],
    ['docx', 'what is long, deep and wide', HARD_SAMPLE],
    ['pptx', 'the sample', SAMPLE],
    ['pptx', 'what is long, deep and wide', HARD_SAMPLE],
  ] as const)('a %s of %s, with all of its text', { timeout: 120_000 }, async (format, _, markdown) => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, `sample.${format}`);
      await writeFile(file, await exportDocument(markdown, format, 'sample', new AbortController().signal));
      const env = { ...process.env, PYTHONIOENCODING: 'utf-8' };
      const { stdout } = await run('python3', ['-c', READERS[format], file], { env, maxBuffer: 2 ** 26 });
      const read = stdout.replace(/\s/g, '');
      const body = markdown.replace(/^\[\^\w+\]:.*$/gm, '').replace(/\[\^\w+\]/g, '');
      const words = body.match(/\p{Script=Han}{2,12}|末\d+/gu) ?? [];
      expect(words.filter((word) => !read.includes(word))).toEqual([]);
    });
  });
});
