import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UsageError, UserError } from '../../shared/errors.ts';
import { decodeText, withoutByteOrderMark } from '../../shared/files/textBytes.ts';
import type { WrittenSoFar } from '../../writing/draft/composer.ts';
import { isLeft } from '../../writing/draft/draft.ts';
import { findResumePoint } from '../../writing/draft/resumePoint.ts';
import { type Fragment, recordOf } from '../output/documentFile.ts';
import { type DocumentRecord, parseDocumentRecord } from '../output/documentRecord.ts';

/** A document whose writing was stopped, and where it goes on. */
export interface StoppedDocument {
  readonly record: DocumentRecord;
  readonly fragment: Fragment;
  readonly written: WrittenSoFar;
  /** The file that it was to become, in the fragment's folder. */
  readonly out: string;
}

/**
 * Reads what `--resume` names. What a person has changed in the fragment stays.
 * @throws UserError when there is nothing to go on with
 */
export async function readStopped(given: string): Promise<StoppedDocument> {
  const file = await realpath(given).catch(() => path.resolve(given));
  const record = await readRecord(given, file);
  const bytes = await readFragment(given, file);
  const text = bytes === undefined ? '' : textOf(given, bytes);
  const point = findResumePoint(text, record);
  if (!point) {
    throw new UserError(
      `the document ${given}`,
      'the section that it stopped in is not found in it',
      'put its heading back, or write it anew without --resume',
    );
  }
  const { offset, before, written } = point;
  const rest = text.slice(offset).trim();
  // What a person has put below it stands before what comes.
  const begun = rest === '' ? text.slice(0, offset) + before : `${text.trimEnd()}\n`;
  return {
    record,
    fragment: { path: given, file, text: begun, ...(bytes === undefined ? {} : { bytes }) },
    written,
    out: path.join(path.dirname(given), record.out),
  };
}

async function readRecord(given: string, file: string): Promise<DocumentRecord> {
  const text = await readFile(recordOf(file), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'nothing is kept of how it was to go on' : messageOf(cause);
    throw new UsageError(
      `the document ${given}`,
      why,
      'give the file that was named when it was stopped, or write it anew without --resume',
      { cause },
    );
  });
  const record = parseDocumentRecord(text, recordOf(file));
  if (record.state === 'writing' && record.writer !== undefined && !isLeft(record)) {
    const why = `process ${record.writer} is writing it`;
    throw new UserError(`the document ${given}`, why, 'wait for it, or end that process');
  }
  return record;
}

/** @returns undefined where it is gone: its record holds what was written */
async function readFragment(given: string, file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new UserError(`the document ${given}`, messageOf(cause), 'make it readable', { cause });
  }
}

function textOf(given: string, bytes: Buffer): string {
  const text = beginningOf(bytes) ?? decodeText(bytes)?.text;
  if (text !== undefined) return withoutByteOrderMark(text).replaceAll('\r\n', '\n');
  throw new UserError(`the document ${given}`, 'it is no text in UTF-8 or GBK', 'save it as UTF-8');
}

/** UTF-8, of whose last character a lost power may have left the beginning. */
function beginningOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/** What has become of the sources of a stopped document, which goes on with what they said: an error for each that is another. */
export async function changedSources({
  request,
  sourceFiles,
}: DocumentRecord): Promise<readonly UserError[]> {
  const changes = await Promise.all(
    sourceFiles.map(async (file, index) => {
      const bytes = await readFile(file).catch(() => undefined);
      const isSame = bytes && decodeText(bytes)?.text === request.sources?.[index]?.text;
      if (isSame) return [];
      const why = bytes ? 'it has changed since the document was begun' : 'it is not there any more';
      return [new UserError(`the source ${file}`, why, 'put it back, or go on with what it said by --force')];
    }),
  );
  return changes.flat();
}
