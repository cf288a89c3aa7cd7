import type { Conversation, Engine, JsonSchema } from '../../engine/engine.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { Outline } from '../outline/outline.ts';
import { shareLength } from '../outline/shareLength.ts';
import { type InstructedPrompts, LEAST_POINTS, type PlanSize } from '../prompts/instructedPrompts.ts';
import { bot, user } from '../sections/conversation.ts';
import type { Language } from '../text/language.ts';
import { planFaults } from './planFaults.ts';
import { planSchema } from './planSchema.ts';
import { type PlannedSection, readPlan } from './readPlan.ts';

/** Up to so many characters a text is written in one piece, without a plan: a kind with headings, and one without. */
const ONE_PIECE = { numbered: 350, none: 800 } as const;
/** Characters of a section beyond which a document has more sections than are usual for its kind. */
const LONGEST_SECTION = 900;
/** Characters of a section that says something. */
const SHORTEST_SECTION = 120;
/** Characters of a section, and most sections, where the kind says nothing of them. */
const USUAL_SECTION = 500;
const MOST_USUAL_SECTIONS = 5;
const FEWEST_SECTIONS = 3;
const MOST_SECTIONS = 24;
/** Characters that a model writes on one point. */
const POINT_LENGTH = 130;
/** The least of it. */
const SHORTEST_POINT = 90;
const MOST_POINTS = 6;
/** Tokens of a section in a plan, beside its points, and of a point. */
const SECTION_TOKENS = 80;
const POINT_TOKENS = 40;
/** What a section's own matter weighs, a point that the plan has, and one that a person asked for. */
const WEIGHTS = { section: 1, point: 1, asked: 1.5 } as const;
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
  return !kind.askedSections && length <= (kind.longestPiece ?? ONE_PIECE[kind.headings]);
}

/** The outline of a text in one piece: one section without a title. */
export function onePiece(length: number, points: readonly string[]): Outline {
  return { sections: [{ title: '', length, points }] };
}

/**
 * Has the model plan a document; the lengths are not shared out yet.
 * @returns undefined where none of its answers can be used
 * @throws EngineError when the engine cannot answer
 */
export async function planDocument(
  engine: Engine,
  { kind, length, language, prompts, slot }: PlanTask,
  signal: AbortSignal,
): Promise<Outline | undefined> {
  const size = planSize(kind, length);
  const conversation = [user(prompts.plan(size))];
  let best: { readonly sections: readonly PlannedSection[]; readonly faults: number } | undefined;
  for (let answers = 0; answers < MOST_ANSWERS; answers++) {
    const answer = await ask(engine, conversation, planSchema(size, language), size, slot, signal);
    const sections = readPlan(answer);
    const faults = planFaults(sections, size.sections);
    if (sections.length > 1 && (!best || faults.length < best.faults))
      best = { sections, faults: faults.length };
    if (faults.length === 0) break;
    conversation.push(bot(answer), user(prompts.replan(faults)));
  }
  return best && { sections: best.sections.map((section) => ({ ...section, length: 0 })) };
}

/** As many sections as a person asked for, else as the kind usually has, where each of them can then say something. */
function planSize(kind: DocumentKind, length: number): PlanSize {
  const { length: count } = kind.wordings.zh.defaultSections;
  const sections = kind.askedSections ? count : sectionsFor(count || usualCount(length), length);
  const points = Math.round(length / sections / POINT_LENGTH);
  return { sections, points: Math.min(MOST_POINTS, Math.max(LEAST_POINTS, points)) };
}

function sectionsFor(usual: number, length: number): number {
  const fitting = Math.min(usual, Math.floor(length / SHORTEST_SECTION));
  return Math.min(MOST_SECTIONS, Math.max(FEWEST_SECTIONS, fitting, Math.ceil(length / LONGEST_SECTION)));
}

/** Sections of a kind that says nothing of them. */
function usualCount(length: number): number {
  return Math.min(MOST_USUAL_SECTIONS, Math.round(length / USUAL_SECTION));
}

/**
 * Shares the length out: a section that has more to say is longer, above all where a person asked for it. What a section has no
 * room for goes, unless a person asked for it.
 */
export function weighSections(outline: Outline, asked: readonly string[], length: number): Outline {
  const weighed = shareOut(outline, asked, length);
  const sections = weighed.sections.map((section) => {
    const most = Math.max(LEAST_POINTS, Math.floor(section.length / SHORTEST_POINT));
    const own = section.points.filter((point) => !isAsked(point, asked));
    const kept = own.slice(0, Math.max(0, most - (section.points.length - own.length)));
    return {
      ...section,
      points: section.points.filter((each) => isAsked(each, asked) || kept.includes(each)),
    };
  });
  return shareOut({ sections }, asked, length);
}

function shareOut({ sections }: Outline, asked: readonly string[], length: number): Outline {
  const lengths = shareLength(
    length,
    sections.map(({ points }) =>
      points.reduce<number>(
        (sum, each) => sum + (isAsked(each, asked) ? WEIGHTS.asked : WEIGHTS.point),
        WEIGHTS.section,
      ),
    ),
  );
  return { sections: sections.map((section, index) => ({ ...section, length: lengths[index] ?? 0 })) };
}

function isAsked(point: string, asked: readonly string[]): boolean {
  return asked.some((each) => point.includes(each));
}

async function ask(
  engine: Engine,
  conversation: Conversation,
  format: JsonSchema,
  { sections, points }: PlanSize,
  slot: string,
  signal: AbortSignal,
): Promise<string> {
  const request = {
    input: { conversation: [...conversation] },
    // The most likely plan repeats what was asked for most faithfully.
    sampling: { greedy: true },
    maxTokens: (SECTION_TOKENS + POINT_TOKENS * points) * (sections + 1),
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
