import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { isAlive } from '../../shared/isAlive.ts';
import type { BriefRequest } from '../brief/brief.ts';
import type { Outline } from '../outline/outline.ts';
import type { ComposerEvent, WrittenSoFar } from './composer.ts';
import { SAVED_REQUEST } from './savedRequest.ts';

/** `writing` in a saved draft means that the program ended on the way. */
export type DraftState = 'writing' | 'stopped' | 'finished';

/** A document being written, as it is saved: enough to go on where it stopped. */
export interface Draft {
  readonly formatVersion: 1;
  readonly id: string;
  readonly title: string;
  readonly state: DraftState;
  readonly request: BriefRequest;
  readonly outline: Outline;
  readonly written: WrittenSoFar;
  /** URI of the document that it is written into. */
  readonly place: string;
  /** The beginning of what stood below the place when the writing began, white space apart. */
  readonly following?: string;
  /** ISO 8601. */
  readonly savedAt: string;
  /** Id of the process that writes it. */
  readonly writer?: number;
}

const DRAFT = v.looseObject({
  formatVersion: v.literal(1),
  // Names a file: nothing that could lead out of the folder.
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  title: v.string(),
  state: v.picklist(['writing', 'stopped', 'finished']),
  request: SAVED_REQUEST,
  outline: v.object({
    sections: v.array(v.object({ title: v.string(), length: v.number(), points: v.array(v.string()) })),
  }),
  written: v.object({ bodies: v.array(v.string()), partial: v.exactOptional(v.string()) }),
  place: v.string(),
  following: v.exactOptional(v.string()),
  savedAt: v.string(),
  writer: v.exactOptional(v.number()),
});

/**
 * Reads a saved draft.
 * @param name the file's name, for the error
 * @throws UserError when the text is none, or was saved by another version
 */
export function parseDraft(text: string, name: string): Draft {
  try {
    // Only requests that were valid are saved.
    return v.parse(DRAFT, JSON.parse(text)) as unknown as Draft;
  } catch (cause) {
    throw new UserError(
      l10n.t('the saved draft {0}', name),
      l10n.t('it cannot be read'),
      l10n.t('its document keeps what was written'),
      {
        cause,
      },
    );
  }
}

/** A process that writes saves every second, but not while it computes a long prompt. */
const SILENT_MS = 30_000;

/** True when nobody writes on the draft any more. */
export function isLeft({ writer, savedAt }: Pick<Draft, 'writer' | 'savedAt'>): boolean {
  return writer === undefined || !isAlive(writer) || Math.abs(Date.now() - Date.parse(savedAt)) > SILENT_MS;
}

/** Time between two saves while a section streams; a section's end is saved at once. */
const SAVE_INTERVAL_MS = 1000;

/** Follows a document as it is written and has its draft saved, so that a crash costs a second's text at most. */
export class DraftRecorder {
  private current: Draft;
  /** By a clock that does not jump; the draft's own `savedAt` is for people. */
  private savedAt = 0;

  /** @param save keeps the draft; called again and again, never waited for */
  constructor(
    draft: Draft,
    private readonly save: (draft: Draft) => void,
  ) {
    this.current = draft;
    this.keep({});
  }

  get draft(): Draft {
    return this.current;
  }

  /** Takes in what the composer has written, and saves it: a section at once, the text in between now and then. */
  follow(event: ComposerEvent): void {
    const { written } = this.current;
    if (event.type === 'text' && event.part === 'heading') {
      this.keep({ written: { ...written, partial: '' } });
    } else if (event.type === 'text' && event.part === 'body') {
      const partial = (written.partial ?? '') + event.delta;
      this.current = { ...this.current, written: { ...written, partial } };
      if (performance.now() - this.savedAt >= SAVE_INTERVAL_MS) this.keep({});
    } else if (event.type === 'sectionDone') {
      this.keep({ written: { bodies: [...written.bodies, event.body] } });
    } else if (event.type === 'finished') {
      this.keep({ state: 'finished' });
    }
  }

  /** Notes that the writing ended before its end: by a person, or by a failure that they were told of. */
  stop(): void {
    if (this.current.state === 'writing') this.keep({ state: 'stopped' });
  }

  private keep(change: Partial<Draft>): void {
    this.savedAt = performance.now();
    this.current = { ...this.current, ...change, savedAt: new Date().toISOString() };
    this.save(this.current);
  }
}
