import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { PRIVATE, replaceFile } from '../../shared/files/replaceFile.ts';
import { type Draft, parseDraft } from '../../writing/draft/draft.ts';

const EXTRAS = v.object({
  out: v.pipe(v.string(), v.regex(/^[^/\\]+$/)),
  modelName: v.string(),
  sourceFiles: v.array(v.string()),
});

/**
 * What lies beside a document in the terminal that is not whole: enough to go on with it. It names no server and no model's
 * folder: a file that came from elsewhere must not choose them.
 */
export interface DocumentRecord extends Draft {
  /** Name, in its folder, of the file that it is to become. */
  readonly out: string;
  /** The engine's name of the model that writes it. */
  readonly modelName: string;
  /** Paths of the sources, in the order of those in the request. */
  readonly sourceFiles: readonly string[];
}

/** @param name the file's name, for the error. @throws UserError when the text is no record */
export function parseDocumentRecord(text: string, name: string): DocumentRecord {
  const draft = parseDraft(text, name);
  const extras = v.safeParse(EXTRAS, draft);
  if (extras.success) return { ...draft, ...extras.output };
  throw new UserError('the record', 'it is none of a document in the terminal', 'take the one beside it');
}

/** The record's file, which its owner alone can read, since it holds the sources too. */
export class RecordFile {
  private latest: Draft | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {}

  /** Of several that wait only the last is written; where that cannot be, the one before it stays. */
  save(draft: Draft): void {
    this.latest = draft;
    this.writing = this.writing.then(() => this.write(draft));
  }

  /** Resolves when what was saved is on the disk. */
  async settle(): Promise<void> {
    await this.writing;
  }

  private async write(draft: Draft): Promise<void> {
    if (draft !== this.latest) return;
    // The document itself goes on: it is whole, or kept, without a record too.
    await replaceFile(this.file, JSON.stringify(draft), PRIVATE).catch(() => undefined);
  }
}
