import * as l10n from '@vscode/l10n';
import type { Engine } from '../../engine/engine.ts';
import { UserError } from '../../shared/errors.ts';
import { briefOf } from '../brief/brief.ts';
import { readTitle } from '../brief/frame.ts';
import { type ValidRequest, validateRequest } from '../brief/request.ts';
import { findKind } from '../documents/index.ts';
import { type Outline, type Section, totalLength, USUAL_SECTION_LENGTH } from '../outline/outline.ts';
import type { WrittenDocument } from '../outline/writtenDocument.ts';
import { revise } from '../revision/revise.ts';
import { lengthRange } from '../sections/lengthControl.ts';
import { countCharacters } from '../text/measure.ts';
import { beginWriting } from './composer.ts';
import type { Draft } from './draft.ts';

/** What may be done to a section of a document that is there, in the order in which a menu offers it. */
export const SECTION_OPERATIONS = ['rewrite', 'continue', 'longer', 'shorter'] as const;

/** `rewrite` begins the section anew, `continue` and `longer` write on after it, `shorter` revises it. */
export type SectionOperation = (typeof SECTION_OPERATIONS)[number];

/** How much longer a section becomes. */
const LONGER = 1.5;
/** A section gets at least so many characters more. */
const LEAST_MORE = 60;

/** A section of a document, and what is known of how the document came about. */
export interface SectionPlace {
  readonly document: WrittenDocument;
  /** 0 for the first section. */
  readonly index: number;
  /** Of a document that was written here. */
  readonly draft?: Draft | undefined;
}

/**
 * Changes a section: yields its body, from the first character on, as far as it has come. `rewrite` begins anew with what the
 * outline says, `continue` and `longer` go on where it ends, `shorter` says the same in fewer words.
 * @throws UserError when nothing came of it; EngineError when the engine fails; AbortError when `signal` aborts
 */
export async function* changeSection(
  engine: Engine,
  place: SectionPlace,
  operation: SectionOperation,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const section = place.document.sections[place.index];
  if (!section) throw new Error(`there is no section ${place.index}`);
  if (operation === 'shorter') yield* shorten(engine, section.body, signal);
  else yield* write(engine, place, operation, section.body, signal);
}

async function* shorten(engine: Engine, body: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const event of revise(engine, { mode: 'shorten', text: body }, signal)) {
    // The text under way still holds what is not shortened yet: only the whole is of use.
    if (event.type !== 'finished') continue;
    if (event.charactersAfter >= event.charactersBefore) throw noChange();
    yield event.text;
  }
}

async function* write(
  engine: Engine,
  { document, index, draft }: SectionPlace,
  operation: Exclude<SectionOperation, 'shorter'>,
  body: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const outline = outlineOf(document, draft);
  const request = requestOf(document, outline, draft);
  const brief = briefOf(request, await engine.info());
  const session = await beginWriting(engine, brief, outline, signal);
  for (const [earlier, section] of outline.sections.slice(0, index).entries()) {
    session.remember(earlier, section, document.sections[earlier]?.body ?? '');
  }
  // What later sections say must not be said here.
  for (const later of document.sections.slice(index + 1)) session.guard.learn(later.body);
  const begun = operation === 'rewrite' ? '' : body;
  const planned = outline.sections[index] as Section;
  const length = targetLength(operation, planned.length, countCharacters(body));
  const task = {
    index,
    section: { ...planned, length },
    range: lengthRange(length, length, 0),
    titles: [planned.title, document.title],
    wantsMore: operation !== 'rewrite',
  };
  const writer = session.writer(task, begun);
  for await (const _delta of writer.write()) yield writer.body;
  if (writer.body.trim() === begun.trim()) throw noChange();
}

function targetLength(operation: SectionOperation, planned: number, present: number): number {
  if (operation === 'rewrite') return planned;
  return Math.round(Math.max(present * LONGER, present + LEAST_MORE));
}

/** The outline that the document follows, with the lengths and points of its draft where the titles are the same. */
function outlineOf(document: WrittenDocument, draft: Draft | undefined): Outline {
  return {
    sections: document.sections.map(({ title, body }): Section => {
      const planned = draft?.outline.sections.find((section) => section.title === title);
      return planned ?? { title, length: countCharacters(body) || USUAL_SECTION_LENGTH, points: [] };
    }),
  };
}

function requestOf({ title }: WrittenDocument, outline: Outline, draft: Draft | undefined): ValidRequest {
  // Another seed than the draft's: the same one would write the same again.
  if (draft) return { ...draft.request, seed: Math.floor(Math.random() * 2 ** 31) };
  const { kind = findKind('report'), topic } = readTitle(title);
  return validateRequest({ kind: kind.id, topic, points: [], length: totalLength(outline) });
}

function noChange(): UserError {
  return new UserError(
    l10n.t('the section'),
    l10n.t('the model made nothing else of it'),
    l10n.t('try again, or select a part of it and revise that'),
  );
}
