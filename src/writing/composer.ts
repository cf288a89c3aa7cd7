import type { Engine, GenerationRequest } from '../engine/engine.ts';
import { WritingConversation } from './conversation.ts';
import { type DocumentKind, findKind } from './documents/index.ts';
import { lengthRange } from './lengthControl.ts';
import { countCharacters } from './measure.ts';
import { type Outline, printHeading, printOutline, readOutline } from './outline.ts';
import { addMissingPoints } from './outlinePoints.ts';
import { outlinePrompt } from './prompts.ts';
import { RepetitionGuard } from './repetitionGuard.ts';
import { type DocumentRequest, validateRequest } from './request.ts';
import { SectionWriter } from './sectionWriter.ts';
import { shareLength } from './shareLength.ts';

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
  | { readonly type: 'text'; readonly delta: string }
  /** `characters` of the section's body. */
  | { readonly type: 'sectionDone'; readonly index: number; readonly characters: number }
  /** `characters` of the whole document, headings included. */
  | {
      readonly type: 'finished';
      readonly characters: number;
      readonly sections: number;
      readonly seconds: number;
    };

const OUTLINE_TOKENS = 800;
/** An answer with fewer sections is no outline. */
const FEWEST_SECTIONS = 2;

/**
 * Has the model draw up an outline. It always holds every point asked for and lengths that sum to the length asked for;
 * where the answer is no outline, it is the usual one of the kind.
 * @throws UsageError when the request is not valid; EngineError when the engine cannot answer
 */
export async function planOutline(
  engine: Engine,
  request: DocumentRequest,
  signal: AbortSignal,
): Promise<Outline> {
  const { points, length, ...rest } = validateRequest(request);
  const kind = findKind(rest.kind);
  const generation: GenerationRequest = {
    input: {
      conversation: [{ role: 'user', content: outlinePrompt(rest.topic, kind.name, length, points) }],
    },
    // The most likely outline repeats the points most faithfully.
    sampling: { greedy: true },
    maxTokens: OUTLINE_TOKENS,
    priority: 'writing',
    slot: slotOf(request),
  };
  let answer = '';
  for await (const event of engine.stream(generation, signal)) {
    if (event.type === 'text') answer += event.text;
  }
  const outline = readOutline(answer, length);
  const usable = outline && outline.sections.length >= FEWEST_SECTIONS;
  return addMissingPoints(usable ? outline : usualOutline(kind, length), points);
}

/**
 * Writes a document section by section, in one conversation.
 * @throws UsageError when the request is not valid; EngineError when the engine fails; AbortError when `signal` aborts
 */
export async function* writeDocument(
  engine: Engine,
  request: DocumentRequest,
  outline: Outline,
  signal: AbortSignal,
): AsyncGenerator<ComposerEvent> {
  const started = performance.now();
  const { topic, length, points, ...rest } = validateRequest(request);
  const kind = findKind(rest.kind);
  const title = documentTitle(topic, kind);
  const { contextLength } = await engine.info();
  const outlineTurn = {
    prompt: outlinePrompt(topic, kind.name, length, points),
    answer: printOutline(outline),
  };
  const tools = {
    engine,
    conversation: new WritingConversation(engine, outlineTurn, contextLength),
    guard: new RepetitionGuard(),
    sampling: rest.seed === undefined ? {} : { seed: rest.seed },
    slot: slotOf(request),
    signal,
  };
  yield { type: 'outlineReady', outline };

  const count = outline.sections.length;
  let document = '';
  let due = 0;
  for (const [index, section] of outline.sections.entries()) {
    yield { type: 'sectionStarted', index, count, title: section.title };
    const opening = index === 0 ? `# ${title}\n\n` : '\n';
    const heading = `${opening}## ${printHeading(index, section.title)}\n\n`;
    document += heading;
    yield { type: 'text', delta: heading };

    due += section.length;
    const range = lengthRange(section.length, due, countCharacters(document));
    const writer = new SectionWriter(tools, { index, section, range, titles: [section.title, title] });
    for await (const delta of writer.write()) yield { type: 'text', delta };
    document += `${writer.body}\n`;
    yield { type: 'text', delta: '\n' };
    yield { type: 'sectionDone', index, characters: countCharacters(writer.body) };
  }
  const seconds = (performance.now() - started) / 1000;
  yield { type: 'finished', characters: countCharacters(document), sections: count, seconds };
}

function usualOutline(kind: DocumentKind, length: number): Outline {
  const lengths = shareLength(
    length,
    kind.defaultSections.map(() => undefined),
  );
  return {
    sections: kind.defaultSections.map((section, index) => ({ ...section, length: lengths[index] ?? 0 })),
  };
}

/** The topic with the kind's name, which a topic may already end with. */
function documentTitle(topic: string, kind: DocumentKind): string {
  return topic.endsWith(kind.name) ? topic : topic + kind.name;
}

function slotOf(request: DocumentRequest): string {
  return `writing:${request.draft ?? 'document'}`;
}
