import type { Conversation, Engine, JsonSchema } from '../../engine/engine.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { Outline } from '../outline/outline.ts';
import { shareLength } from '../outline/shareLength.ts';
import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import { bot, user } from '../sections/conversation.ts';
import type { Language } from '../text/language.ts';
import { planFaults } from './planFaults.ts';
import { planSchema } from './planSchema.ts';
import { type PlannedSection, readPlan } from './readPlan.ts';

/** Up to so many characters a text is written in one piece, without a plan: a kind with headings, and one without. */
const ONE_PIECE = { numbered: 350, none: 800 } as const;
/** Characters of a section by the document's length: sections grow with it, so that a long one has no thirty of them. */
const SECTION_LENGTHS = [
  { upTo: 2000, section: 230 },
  { upTo: 6000, section: 400 },
  { upTo: Number.POSITIVE_INFINITY, section: 700 },
] as const;
/** Characters of a section that says something. */
const SHORTEST_SECTION = 120;
const FEWEST_SECTIONS = 3;
const MOST_SECTIONS = 24;
/** Tokens of a section in a plan. */
const SECTION_TOKENS = 160;
/** Of the answers, the plan with the fewest faults counts. */
const MOST_ANSWERS = 2;

/** What a plan is made for. */
export interface PlanTask {
  readonly kind: DocumentKind;
  /** Characters of the whole document. */
  readonly length: number;
  readonly language: Language;
  readonly prompts: Pick<InstructedPrompts, 'plan' | 'replan'>;
  readonly slot: string;
}

/** Whether a text is short enough for one good answer. */
export function isOnePiece(kind: DocumentKind, length: number): boolean {
  return length <= ONE_PIECE[kind.headings];
}

/** The outline of a text in one piece: one section without a title. */
export function onePiece(length: number, points: readonly string[]): Outline {
  return { sections: [{ title: '', length, points }] };
}

/**
 * Has the model plan a document.
 * @returns undefined where none of its answers can be used
 * @throws EngineError when the engine cannot answer
 */
export async function planDocument(
  engine: Engine,
  { kind, length, language, prompts, slot }: PlanTask,
  signal: AbortSignal,
): Promise<Outline | undefined> {
  const wanted = sectionCount(kind, length);
  const conversation = [user(prompts.plan(wanted))];
  let best: { readonly sections: readonly PlannedSection[]; readonly faults: number } | undefined;
  for (let answers = 0; answers < MOST_ANSWERS; answers++) {
    const answer = await ask(engine, conversation, planSchema(wanted, language), wanted, slot, signal);
    const sections = readPlan(answer);
    const faults = planFaults(sections, wanted);
    if (sections.length > 1 && (!best || faults.length < best.faults))
      best = { sections, faults: faults.length };
    if (faults.length === 0) break;
    conversation.push(bot(answer), user(prompts.replan(faults)));
  }
  return best && toOutline(best.sections, length);
}

function sectionCount(kind: DocumentKind, length: number): number {
  const { section } = SECTION_LENGTHS.find(({ upTo }) => length <= upTo) ?? SECTION_LENGTHS[0];
  const perSection = kind.body === 'bullets' ? section / 2 : section;
  // As many as the kind usually has, where each of them can then say something.
  const usual = Math.min(kind.wordings.zh.defaultSections.length, Math.floor(length / SHORTEST_SECTION));
  return Math.min(MOST_SECTIONS, Math.max(FEWEST_SECTIONS, usual, Math.round(length / perSection)));
}

/** A section that has more to say is longer. */
function toOutline(sections: readonly PlannedSection[], length: number): Outline {
  const lengths = shareLength(
    length,
    sections.map(({ points }) => 2 + points.length),
  );
  return { sections: sections.map((section, index) => ({ ...section, length: lengths[index] ?? 0 })) };
}

async function ask(
  engine: Engine,
  conversation: Conversation,
  format: JsonSchema,
  sections: number,
  slot: string,
  signal: AbortSignal,
): Promise<string> {
  const request = {
    input: { conversation: [...conversation] },
    // The most likely plan repeats what was asked for most faithfully.
    sampling: { greedy: true },
    maxTokens: SECTION_TOKENS * sections + SECTION_TOKENS,
    format,
    priority: 'writing',
    slot,
  } as const;
  let answer = '';
  for await (const event of engine.stream(request, signal)) {
    if (event.type === 'text') answer += event.text;
  }
  return answer;
}
