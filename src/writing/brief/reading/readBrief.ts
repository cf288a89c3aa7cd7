import * as l10n from '@vscode/l10n';
import type { Engine } from '../../../engine/engine.ts';
import { UsageError } from '../../../shared/errors.ts';
import type { FieldValues } from '../../documents/fields.ts';
import { generalKind, isGeneral } from '../../documents/forms/general.ts';
import type { DocumentKind } from '../../documents/index.ts';
import type { Language } from '../../text/language.ts';
import { boundedBrief } from '../boundedBrief.ts';
import { documentTitle } from '../frame.ts';
import { MAX_LENGTH, parseTopic } from '../request.ts';
import { type CheckedAnswer, checkedAnswer, isSaid, SAID } from './checkedAnswer.ts';
import type { BriefReading } from './reading.ts';
import { type ReadingTask, readingPrompt, readingSchema } from './readingPrompt.ts';
import { kindNamed, statedKind } from './statedKind.ts';
import { statedLanguage } from './statedLanguage.ts';
import { statedLength } from './statedLength.ts';
import { statedManner } from './statedManner.ts';
import { statedParts } from './statedParts.ts';
import { headline, roughTitle, statedTitle, statedTopic } from './statedTitle.ts';

/** Enough for an answer that quotes all that can be quoted. */
const ANSWER_TOKENS = 700;

/** What the person has said beside the brief: it wins over what is read out of it. */
export interface SaidBesides {
  readonly kind?: DocumentKind | undefined;
  readonly topic?: string | undefined;
  readonly length?: number | undefined;
  readonly points?: readonly string[] | undefined;
  readonly fields?: FieldValues | undefined;
  readonly language?: Language | undefined;
}

/** What a brief is read with. */
export interface ReadingOptions {
  readonly ownKinds: readonly DocumentKind[];
  readonly said?: SaidBesides;
  /** Length of a document of which the brief says none; absent, what is usual for its kind. */
  readonly usualLength?: number | undefined;
}

/**
 * Reads a brief in a person's own words. Lengths, lists and names of kinds are read by rule; the rest by a model that follows
 * instructions, in one answer of which counts what the brief says. Where that is of no use, and with any other model, rules do all.
 * @throws UsageError for an empty brief; EngineError when the engine cannot answer
 */
export async function readBrief(
  engine: Engine,
  text: string,
  { ownKinds, said = {}, usualLength }: ReadingOptions,
  signal: AbortSignal,
): Promise<BriefReading> {
  const brief = validateBrief(text);
  const { followsInstructions, contextLength } = await engine.info();
  // Any other model knows only Chinese.
  const language = said.language ?? (followsInstructions ? statedLanguage(brief) : 'zh');
  const kind = said.kind ?? statedKind(brief, ownKinds);
  const task = { brief: boundedBrief(brief, contextLength), language, kind, ownKinds };
  const answer = followsInstructions ? await ask(engine, task, signal) : undefined;
  return join(brief, task, answer, {
    ...said,
    length: said.length ?? statedLength(brief)?.length ?? usualLength,
  });
}

/** A brief without white space around it. @throws UsageError when nothing is left */
export function validateBrief(text: string): string {
  const brief = text.replace(/\r\n?/g, '\n').trim();
  if (brief !== '') return brief;
  throw new UsageError(
    l10n.t('the brief'),
    l10n.t('it is empty'),
    l10n.t('say in your own words what is to be written'),
  );
}

async function ask(
  engine: Engine,
  task: ReadingTask,
  signal: AbortSignal,
): Promise<CheckedAnswer | undefined> {
  const request = {
    input: { conversation: [{ role: 'user', content: readingPrompt(task) }] },
    // The most likely answer is the most faithful one.
    sampling: { greedy: true },
    maxTokens: ANSWER_TOKENS,
    format: readingSchema(task),
    priority: 'writing',
    slot: 'brief',
  } as const;
  let answer = '';
  for await (const event of engine.stream(request, signal)) {
    if (event.type === 'text') answer += event.text;
  }
  return checkedAnswer(
    answer,
    task.brief,
    task.kind?.fields.map(({ id }) => id),
  );
}

/** What a person said wins over what the brief states in so many words, and that over what the model has read out of it. */
function join(
  brief: string,
  { language, ownKinds, ...task }: ReadingTask,
  answer: CheckedAnswer | undefined,
  said: SaidBesides,
): BriefReading {
  const parts = statedParts(brief);
  const manner = statedManner(brief);
  const kind = task.kind ?? kindAnswered(brief, answer?.kind ?? '', ownKinds);
  const found = parts.points.length > 0 ? parts.points : (answer?.points ?? []);
  const points = found.filter((point) => !kind.name.includes(point));
  return {
    kind,
    title: titleFor(brief, kind, language, answer, said),
    length: Math.min(MAX_LENGTH, said.length ?? kind.typicalLength),
    language,
    fields: { ...answer?.fields, ...said.fields },
    points: said.points && said.points.length > 0 ? said.points : points,
    sections: parts.sections,
    hasTitles: parts.isNamed,
    reader: answer?.reader || manner.reader,
    tone: manner.tone || (answer?.tone ?? ''),
    requirements: answer && answer.requirements.length > 0 ? answer.requirements : manner.requirements,
  };
}

/** A model takes a brief for a work summary that says nothing of work: kinds with a form of their own have to be spoken of. */
function kindAnswered(brief: string, name: string, ownKinds: readonly DocumentKind[]): DocumentKind {
  const kind = name === '' ? generalKind() : kindNamed(name, ownKinds);
  const hasOwnForm = kind.wordings.zh.defaultSections.length > 0;
  return hasOwnForm && !isSaid(name, brief, SAID) ? generalKind() : kind;
}

function titleFor(
  brief: string,
  kind: DocumentKind,
  language: Language,
  answer: CheckedAnswer | undefined,
  { topic }: SaidBesides,
): string {
  const stated = topic === undefined ? statedTitle(brief) : undefined;
  if (stated !== undefined) return stated;
  const about =
    topic === undefined
      ? (answer?.title ?? '') || statedTopic(brief) || headline(brief) || roughTitle(brief)
      : parseTopic(topic);
  return namesItsKind(kind, language) ? documentTitle(about, kind, language) : about;
}

/** Whether the title of such a document tells its kind: no story is called one. */
function namesItsKind(kind: DocumentKind, language: Language): boolean {
  if (isGeneral(kind)) return language === 'zh' && kind.name !== generalKind().name;
  return kind.isFree !== true;
}
