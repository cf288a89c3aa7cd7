import * as l10n from '@vscode/l10n';
import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engineError.ts';
import type { DocumentBrief } from '../brief/brief.ts';
import type { DocumentFrame } from '../brief/frame.ts';
import type { GivenPassage, LeftOut } from '../brief/sources.ts';
import type { DocumentKind } from '../documents/index.ts';
import { instructedSession } from '../instructed/instructedSession.ts';
import { isOnePiece, onePiece, planDocument, weighSections } from '../instructed/plan.ts';
import type { Outline } from '../outline/outline.ts';
import { addMissingPoints, moveToMain } from '../outline/outlinePoints.ts';
import { shareLength } from '../outline/shareLength.ts';
import { lengthRange } from '../sections/lengthControl.ts';
import type { WritingSession } from '../sections/sectionTask.ts';
import { slotOf } from '../sections/writingTools.ts';
import { findBlanks } from '../text/blanks.ts';
import type { Language } from '../text/language.ts';
import { countCharacters } from '../text/measure.ts';
import { planAsTrained } from '../trained/trainedPlan.ts';
import { trainedSession } from '../trained/trainedSession.ts';
import { withAskedSections } from './askedSections.ts';
import { lookOver, type WeakSection } from './lastLook.ts';

/** What happens while a document is written; the deltas of `text`, joined, are the document in Markdown. */
export type ComposerEvent =
  | { readonly type: 'outlineReady'; readonly outline: Outline }
  /** `index` is 0 for the first of `count` sections. */
  | {
      readonly type: 'sectionStarted';
      readonly index: number;
      readonly count: number;
      readonly title: string;
    }
  /** A heading comes whole, a body piece by piece; `gap` is the line break after a section. */
  | { readonly type: 'text'; readonly part: 'heading' | 'body' | 'gap'; readonly delta: string }
  /** `characters` of the section's body. */
  | {
      readonly type: 'sectionDone';
      readonly index: number;
      readonly body: string;
      readonly characters: number;
      /** What of the sources the model was given for it. */
      readonly given: readonly GivenPassage[];
    }
  /** `characters` of the whole document, headings included. */
  | {
      readonly type: 'finished';
      readonly characters: number;
      readonly sections: number;
      readonly seconds: number;
      /** Facts that nobody gave: `××` stands in their place. */
      readonly blanks: number;
      /** Sections that are worth writing again. */
      readonly weak: readonly WeakSection[];
      /** What no section was given of the sources; absent without sources. */
      readonly leftOut?: readonly LeftOut[];
    };

/** What an earlier attempt at a document has left. */
export interface WrittenSoFar {
  /** Bodies of the sections that are finished, from the first on. */
  readonly bodies: readonly string[];
  /** The next section's body as far as it came; absent where not even its heading is there. */
  readonly partial?: string;
}

const NOTHING: WrittenSoFar = { bodies: [] };

/**
 * Has the model plan the document. The outline always holds every point asked for, and lengths that sum to the length asked
 * for; where the model's answers are no outline, it is the usual one of the kind. A short text is one section without a title.
 * @throws EngineError when the engine cannot answer
 */
export async function planOutline(
  engine: Engine,
  brief: DocumentBrief,
  signal: AbortSignal,
): Promise<Outline> {
  const { request, kind, points, way } = brief;
  if (way.name === 'instructed' && isOnePiece(kind, request.length)) return onePiece(request.length, points);
  const { language, length } = request;
  const plannedOrUsual = (await plan(engine, brief, signal)) ?? usualOutline(kind, language, length, points);
  const planned = withAskedSections(plannedOrUsual, kind, language, length);
  if (way.name === 'trained') return addMissingPoints(planned, points, { misspelt: true });
  const main = kind.wordings[request.language].defaultSections.find(({ isMain }) => isMain)?.title;
  const outline = addMissingPoints(planned, points, { misspelt: false, main });
  return weighSections(moveToMain(outline, points, main), points, request.length);
}

async function plan(
  engine: Engine,
  { request, kind, way, canPlan }: DocumentBrief,
  signal: AbortSignal,
): Promise<Outline | undefined> {
  const { length } = request;
  const slot = slotOf(request);
  if (way.name === 'instructed') {
    return planDocument(
      engine,
      { kind, length, language: request.language, prompts: way.prompts, slot },
      signal,
    );
  }
  return canPlan ? planAsTrained(engine, way.prompts.outline, length, slot, signal) : undefined;
}

/**
 * Writes a document section by section, in one conversation.
 * @param written where to go on; the text of the events is then what comes after it
 * @throws EngineError when the engine fails; AbortError when `signal` aborts
 */
export async function* writeDocument(
  engine: Engine,
  brief: DocumentBrief,
  outline: Outline,
  signal: AbortSignal,
  written: WrittenSoFar = NOTHING,
): AsyncGenerator<ComposerEvent> {
  const started = performance.now();
  const session = await beginWriting(engine, brief, outline, signal);
  yield { type: 'outlineReady', outline };
  let document = printWritten(brief.frame, outline, written);
  let hasBody = written.bodies.length > 0 || Boolean(written.partial);
  const bodies = [...written.bodies];
  for await (const event of writeSections(session, outline, brief.frame, written)) {
    if (event.type === 'text') document += event.delta;
    if (event.type === 'text' && event.part === 'body') hasBody = true;
    if (event.type === 'sectionDone') bodies[event.index] = event.body;
    yield event;
  }
  if (!hasBody) throw emptyError();
  const seconds = (performance.now() - started) / 1000;
  const sections = outline.sections.length;
  const leftOut = session.material ? { leftOut: session.material.leftOut } : {};
  const blanks = findBlanks(document).length;
  const finished = outline.sections.map((section, index) => ({ section, body: bodies[index] ?? '' }));
  const { request, way } = brief;
  // A small model writes no better the second time.
  const weak = way.name === 'instructed' ? lookOver(finished, request.points, request.language) : [];
  const characters = countCharacters(document);
  yield { type: 'finished', characters, sections, seconds, blanks, weak, ...leftOut };
}

/** A document under way, of which nothing is written yet. */
export function beginWriting(
  engine: Engine,
  brief: DocumentBrief,
  outline: Outline,
  signal: AbortSignal,
): Promise<WritingSession> {
  const { way } = brief;
  return way.name === 'instructed'
    ? instructedSession(engine, brief, way.prompts, outline, signal)
    : trainedSession(engine, brief, way.prompts, outline, signal);
}

async function* writeSections(
  session: WritingSession,
  { sections }: Outline,
  frame: DocumentFrame,
  { bodies, partial }: WrittenSoFar,
): AsyncGenerator<ComposerEvent> {
  let written = 0;
  let due = 0;
  for (const [index, section] of sections.entries()) {
    const heading = frame.heading(index, section);
    written += countCharacters(heading);
    due += section.length;
    const finished = bodies[index];
    if (finished !== undefined) {
      session.remember(index, section, finished);
      written += countCharacters(finished);
      continue;
    }
    yield { type: 'sectionStarted', index, count: sections.length, title: section.title || frame.title };
    const begun = index === bodies.length ? partial : undefined;
    if (begun === undefined) yield { type: 'text', part: 'heading', delta: heading };
    const range = lengthRange(section.length, due, written);
    const task = { index, section, range, titles: frame.ownLines(section) };
    const writer = session.writer(task, begun);
    for await (const delta of writer.write()) yield { type: 'text', part: 'body', delta };
    yield { type: 'text', part: 'gap', delta: frame.gap(index, sections.length) };
    const characters = countCharacters(writer.body);
    written += characters;
    const { body, given = [] } = writer;
    yield { type: 'sectionDone', index, body, characters, given };
  }
}

/** The document in Markdown as far as an earlier attempt came. */
export function printWritten(
  frame: DocumentFrame,
  { sections }: Outline,
  { bodies, partial }: WrittenSoFar,
): string {
  const finished = bodies.map((body, index) => body + frame.gap(index, sections.length));
  return [...finished, ...(partial === undefined ? [] : [partial])]
    .map((body, index) => {
      const section = sections[index];
      return section ? frame.heading(index, section) + body : '';
    })
    .join('');
}

/** Where a kind has no usual sections, what was asked for makes them. */
const ANY_SECTIONS = {
  zh: ['概述', '主要内容', '总结'],
  en: ['Overview', 'Main part', 'Conclusion'],
} as const;

function usualOutline(
  kind: DocumentKind,
  language: Language,
  length: number,
  points: readonly string[],
): Outline {
  const titles = points.length > 1 ? points : ANY_SECTIONS[language];
  const usual = kind.wordings[language].defaultSections;
  const defaultSections = usual.length > 0 ? usual : titles.map((title) => ({ title, points: [] }));
  const lengths = shareLength(
    length,
    defaultSections.map(() => undefined),
  );
  return { sections: defaultSections.map((section, index) => ({ ...section, length: lengths[index] ?? 0 })) };
}

function emptyError(): EngineError {
  return new EngineError(
    'rejected',
    l10n.t('the document'),
    l10n.t('the model ended every section before its first word'),
    l10n.t('try again, or choose another model'),
  );
}
