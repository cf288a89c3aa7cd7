import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { UsageError } from '../../../src/shared/errors.ts';
import { type ReaderLimits, readSource } from '../../../src/sources/readSource.ts';
import { root } from '../../support/root.ts';

const reader = path.join(root, 'dist/sourceReader.js');
const never = new AbortController().signal;

function file(name: string): Buffer {
  return readFileSync(path.join(import.meta.dirname, 'files', name));
}

async function failure(name: string, bytes: Uint8Array, limits?: ReaderLimits): Promise<unknown> {
  const source = { name, size: bytes.length, read: async () => bytes };
  return readSource(source, { reader, signal: never, ...(limits ? { limits } : {}) }).then(
    ({ text }) => `it was read, ${text.length} characters`,
    (error: unknown) => error,
  );
}

/** An Office file whose main part is what is given, part by part. */
async function office(main: string, content: Iterable<string>): Promise<Buffer> {
  const archive = new ZipFile();
  const relations = `<Relationships xmlns="r"><Relationship Id="a" Type="r/officeDocument" Target="${main}"/></Relationships>`;
  archive.addBuffer(Buffer.from(relations), '_rels/.rels');
  archive.addReadStream(PassThrough.from(content), main);
  archive.end();
  return buffer(archive.outputStream);
}

function* repeated(text: string, times: number): Generator<string> {
  const piece = text.repeat(1000);
  for (let count = 0; count < times / 1000; count++) yield piece;
}

/** A page that shows a form ten times, which shows the next one ten times, and so on: a letter, 10^12 times. */
function endlessPdf(): Buffer {
  const levels = 12;
  const first = 4;
  const content = (level: number) => (level === levels ? 'BT /T 9 Tf (a) Tj ET' : '/F Do '.repeat(10));
  const resources = (level: number) =>
    level === levels
      ? '/Resources<</Font<</T<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>'
      : `/Resources<</XObject<</F ${first + level + 1} 0 R>>>>`;
  const objects = [
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents ${first} 0 R${resources(0)}>>endobj`,
    ...Array.from({ length: levels + 1 }, (_, level) => {
      const form = `/Type/XObject/Subtype/Form/BBox[0 0 9 9]${resources(level)}`;
      const text = content(level);
      return `${first + level} 0 obj<<${form}/Length ${text.length}>>stream\n${text}\nendstream endobj`;
    }),
  ];
  return Buffer.from(`%PDF-1.4\n${objects.join('\n')}\ntrailer<</Root 1 0 R>>`);
}

/** What Office writes around a document under a password. */
const ENCRYPTED = Buffer.concat([
  Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  Buffer.alloc(1016),
  Buffer.from('EncryptedPackage', 'utf16le'),
]);

describe('a file that cannot be read says why, and what to do', () => {
  it.each<[string, string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['an empty one', 'a.docx', () => Buffer.alloc(0), /no text in it.+choose another file/],
    ['one without text', 'a.csv', () => Buffer.from('\r\n , \r\n'), /no text in it/],
    ['a scan', 'scan.pdf', () => file('scan.pdf'), /pictures or a scan alone; have its text recognised/],
    ['a PDF under a password', 'a.pdf', () => file('locked.pdf'), /protected by a password; save a copy/],
    ['a Word file under a password', 'a.docx', () => ENCRYPTED, /protected by a password/],
    ['half a Word file', 'a.docx', () => file('known.docx').subarray(0, 9000), /it is damaged; open it/],
    ['the beginning of a PDF', 'a.pdf', () => file('known.pdf').subarray(0, 300), /it is damaged/],
    [
      'noise with the mark of an archive',
      'a.pptx',
      () => Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(5000)]),
      /it is damaged/,
    ],
    ['noise', 'a.xlsx', () => randomBytes(5000), /it is damaged/],
    [
      'a workbook without its sheet',
      'a.xlsx',
      () => office('xl/workbook.xml', ['<workbook><sheets><sheet']),
      /it is damaged/,
    ],
    ['an old Word file', 'a.DOC', () => ENCRYPTED, /an older Office format; save it as \.docx/],
    [
      'an old workbook with a new ending',
      'a.xlsx',
      () => ENCRYPTED.subarray(0, 1024),
      /ends in \.xlsx, but is of another kind/,
    ],
    [
      'a PDF that is called a Word file',
      'a.docx',
      () => file('known.pdf'),
      /ends in \.docx, but is of another kind/,
    ],
    [
      'a workbook that is called a Word file',
      'a.docx',
      () => file('known.xlsx'),
      /ends in \.docx, but is of another kind/,
    ],
    [
      'a Word file that is called a text',
      'a.txt',
      () => file('known.docx'),
      /ends in \.txt, but is of another kind/,
    ],
    [
      'a page that is called a PDF',
      'a.pdf',
      () => Buffer.from('<p>网页</p>'),
      /ends in \.pdf, but is of another kind/,
    ],
    [
      'a picture',
      'a.png',
      () => randomBytes(10),
      /of another kind; give a file of one of these kinds: \.md .+\.docx/,
    ],
  ])('%s', async (_what, name, bytes, message) => {
    const error = await failure(name, await bytes());
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(`the source ${name} — `);
  });
});

describe('a file that would take too much is given up', () => {
  it('when it unpacks to far more than it is', async () => {
    const bomb = await office('word/document.xml', repeated(' '.repeat(200), 1_000_000));
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(String(await failure('bomb.docx', bomb))).toMatch(/unpacks to more than .+; do not trust it/);
  });

  it('when its text is longer than any document needs', async () => {
    const long = Buffer.from('一二三四五'.repeat(500_000));
    expect(String(await failure('long.html', long))).toMatch(/its text has more than 2000000 characters/);
  });

  it('when it never ends', async () => {
    const limits = { milliseconds: 3000, memory: 1536 };
    expect(String(await failure('endless.pdf', endlessPdf(), limits))).toMatch(/takes longer than 3 s/);
  });

  it('when it fills the memory', async () => {
    // Each paragraph opens anew all that was left open before it.
    const tags = Array.from({ length: 20_000 }, (_, index) => `<p><b id=${index}>`).join('');
    const limits = { milliseconds: 60_000, memory: 300 };
    expect(String(await failure('full.html', Buffer.from(tags), limits))).toMatch(/takes too much memory/);
  });

  it('when what a PDF holds unpacks to more than the memory', async () => {
    const stream = deflateSync(Buffer.alloc(500 * 2 ** 20, ' '), { level: 1 });
    const objects = [
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj',
      `4 0 obj<</Filter/FlateDecode/Length ${stream.length}>>stream\n`,
    ];
    const end = '\nendstream endobj\ntrailer<</Root 1 0 R>>';
    const bomb = Buffer.concat([Buffer.from(`%PDF-1.4\n${objects.join('\n')}`), stream, Buffer.from(end)]);
    const limits = { milliseconds: 60_000, memory: 400 };
    expect(String(await failure('bomb.pdf', bomb, limits))).toMatch(/takes too much memory/);
  });

  it('when the person cancels', async () => {
    const cancelled = new AbortController();
    const bytes = endlessPdf();
    const read = async () => {
      // By then its process has been started.
      setImmediate(() => cancelled.abort(new Error('no longer wanted')));
      return bytes;
    };
    const source = { name: 'endless.pdf', size: bytes.length, read };
    await expect(readSource(source, { reader, signal: cancelled.signal })).rejects.toThrow(
      'no longer wanted',
    );
  });

  it('before it is read when it is larger than any', async () => {
    const read = async () => expect.fail('it was read');
    const huge = { name: 'huge.pdf', size: 10 ** 9, read };
    await expect(readSource(huge, { reader, signal: never })).rejects.toThrow(/larger than/);
  });
});
