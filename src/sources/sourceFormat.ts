import path from 'node:path';

/** Formats that are read in a process of their own. */
export const READ_FORMATS = ['docx', 'pptx', 'xlsx', 'pdf', 'html', 'csv'] as const;

/** A format that is read in a process of its own. */
export type ReadFormat = (typeof READ_FORMATS)[number];

/** What a source's name says that it is; `text` is Markdown or plain text. */
export type SourceFormat = ReadFormat | 'text';

const FORMATS: Readonly<Record<string, SourceFormat>> = {
  md: 'text',
  markdown: 'text',
  txt: 'text',
  docx: 'docx',
  pdf: 'pdf',
  pptx: 'pptx',
  xlsx: 'xlsx',
  csv: 'csv',
  html: 'html',
  htm: 'html',
};

/** Endings of the files that can be sources, without the dot. */
export const SOURCE_ENDINGS: readonly string[] = Object.keys(FORMATS);

/** Endings of the older Office formats, and the format to save such a file in. */
const OLD_OFFICE: Readonly<Record<string, string>> = { doc: 'docx', xls: 'xlsx', ppt: 'pptx' };

/** The ending of a file's name in lower case, without the dot. */
export function endingOf(name: string): string {
  return path.extname(name).slice(1).toLowerCase();
}

/** The format that a file's ending names; undefined for one that cannot be a source. */
export function formatOf(name: string): SourceFormat | undefined {
  const ending = endingOf(name);
  return Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
}

/** The ending to save a file of the older Office formats with; undefined for any other. */
export function newerEnding(name: string): string | undefined {
  const ending = endingOf(name);
  return Object.hasOwn(OLD_OFFICE, ending) ? OLD_OFFICE[ending] : undefined;
}

/** Whether a file is none that an editor shows as text: it is read as a source, or is told to be saved anew. */
export function isReadAsSource(name: string): boolean {
  return newerEnding(name) !== undefined || (formatOf(name) ?? 'text') !== 'text';
}

/** What a file's first bytes say that it is: `ole` is the container of old and of encrypted Office files. */
export type Container = 'zip' | 'pdf' | 'ole' | 'other';

const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** PDF readers accept other bytes before the header, up to so many. */
const PDF_HEADER_WITHIN = 1024;

/** The container that a file's first bytes show. */
export function containerOf(bytes: Uint8Array): Container {
  const begins = (mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte);
  if (begins(OLE)) return 'ole';
  if (begins(ZIP)) return 'zip';
  return Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).includes('%PDF-') ? 'pdf' : 'other';
}

/** The container that files of a format have. */
export function containerFor(format: SourceFormat): Container {
  if (format === 'pdf') return 'pdf';
  return format === 'docx' || format === 'pptx' || format === 'xlsx' ? 'zip' : 'other';
}

/** Whether an OLE file is an Office file under a password: its one stream is named so, in UTF-16. */
export function isEncryptedOffice(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'));
}
