import * as l10n from '@vscode/l10n';
import { draftSlot, type Engine, type GenerationRequest } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engineError.ts';
import type { DocumentBrief } from '../brief/brief.ts';
import type { DocumentFrame } from '../brief/frame.ts';
import type { DocumentRequest } from '../brief/request.ts';
import { type LeftOut, SourceMaterial } from '../brief/sources.ts';
import type { DocumentKind } from '../documents/index.ts';
import { type Outline, printHeading, printOutline, readOutline, type Section } from '../outline/outline.ts';
import { addMissingPoints } from '../outline/outlinePoints.ts';
import { shareLength } from '../outline/shareLength.ts';
import { WritingConversation } from '../sections/conversation.ts';
import { AnswerLength, lengthRange } from '../sections/lengthControl.ts';
import { type SectionTools, SectionWriter } from '../sections/sectionWriter.ts';
import type { Language } from '../text/language.ts';
import { countCharacters } from '../text/measure.ts';
import { RepetitionGuard } from '../text/repetitionGuard.ts';

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
    }
  /** `characters` of the whole document, headings included. */
  | {
      readonly type: 'finished';
      readonly characters: number;
      readonly sections: number;
      readonly seconds: number;
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

const OUTLINE_TOKENS = 800;
/** An answer with fewer sections is no outline. */
const FEWEST_SECTIONS = 2;

/**
 * Has the model draw up an outline. It always holds every point asked for and lengths that sum to the length asked for;
 * where the answer is no outline, it is the usual one of the kind.
 * @throws EngineError when the engine cannot answer
 */
export async function planOutline(
  engine: Engine,
  { request, kind, model, prompts, points, canPlan }: DocumentBrief,
  signal: AbortSignal,
): Promise<Outline> {
  const { language, length } = request;
  const answer = canPlan ? await outlineAnswer(engine, prompts.outline, slotOf(request), signal) : '';
  const outline = readOutline(answer, length);
  const usable = outline && outline.sections.length >= FEWEST_SECTIONS;
  return addMissingPoints(usable ? outline : usualOutline(kind, language, length), points, {
    misspelt: !model.followsInstructions,
  });
}

async function outlineAnswer(
  engine: Engine,
  prompt: string,
  slot: string,
  signal: AbortSignal,
): Promise<string> {
  const generation: GenerationRequest = {
    input: { conversation: [{ role: 'user', content: prompt }] },
    // The most likely outline repeats the points most faithfully.
    sampling: { greedy: true },
    maxTokens: OUTLINE_TOKENS,
    priority: 'writing',
    slot,
  };
  let answer = '';
  for await (const event of engine.stream(generation, signal)) {
    if (event.type === 'text') answer += event.text;
  }
  return answer;
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
  const tools = await beginConversation(engine, brief, outline, signal);
  yield { type: 'outlineReady', outline };
  let document = printWritten(brief.frame, outline, written);
  let hasBody = written.bodies.length > 0 || Boolean(written.partial);
  for await (const event of writeSections(tools, outline, brief.frame, written)) {
    if (event.type === 'text') document += event.delta;
    if (event.type === 'text' && event.part === 'body') hasBody = true;
    yield event;
  }
  if (!hasBody) throw emptyError();
  const seconds = (performance.now() - started) / 1000;
  const sections = outline.sections.length;
  const leftOut = tools.material ? { leftOut: tools.material.leftOut } : {};
  yield { type: 'finished', characters: countCharacters(document), sections, seconds, ...leftOut };
}

/** The conversation after its outline turn, in which sections are then written. */
export async function beginConversation(
  engine: Engine,
  { request, kind, model, prompts }: DocumentBrief,
  outline: Outline,
  signal: AbortSignal,
): Promise<SectionTools> {
  const { seed, language } = request;
  const outlineTurn = { prompt: prompts.outline, answer: printOutline(outline, language) };
  return {
    engine,
    prompts,
    body: kind.body,
    headings: outline.sections.map(({ title }, index) => printHeading(index, title, language)),
    conversation: new WritingConversation(engine, outlineTurn, prompts.recap, model.contextLength),
    guard: new RepetitionGuard(),
    answers: new AnswerLength(),
    material: request.sources && (await SourceMaterial.prepare(engine, request.sources)),
    sampling: seed === undefined ? {} : { seed },
    slot: slotOf(request),
    signal,
  };
}

/** Tells the conversation of a section that is there already. */
export function rememberSection(
  { conversation, guard, prompts }: SectionTools,
  index: number,
  section: Section,
  body: string,
): void {
  const prompt = prompts.section(index, section);
  conversation.add({ title: section.title, prompt, answer: body.trim() });
  guard.learn(body);
}

async function* writeSections(
  tools: SectionTools,
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
      rememberSection(tools, index, section, finished);
      written += countCharacters(finished);
      continue;
    }
    yield { type: 'sectionStarted', index, count: sections.length, title: section.title };
    const begun = index === bodies.length ? partial : undefined;
    if (begun === undefined) yield { type: 'text', part: 'heading', delta: heading };
    const range = lengthRange(section.length, due, written);
    const task = { index, section, range, titles: frame.ownLines(section) };
    const writer = new SectionWriter(tools, task, begun);
    for await (const delta of writer.write()) yield { type: 'text', part: 'body', delta };
    yield { type: 'text', part: 'gap', delta: frame.gap(index, sections.length) };
    const characters = countCharacters(writer.body);
    written += characters;
    yield { type: 'sectionDone', index, body: writer.body, characters };
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

function usualOutline(kind: DocumentKind, language: Language, length: number): Outline {
  const { defaultSections } = kind.wordings[language];
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

function slotOf(request: DocumentRequest): string {
  return draftSlot(request.draft ?? 'document');
}
