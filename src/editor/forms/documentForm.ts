import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../shared/errors.ts';
import { type DocumentRequest, parseLength, parsePoints, parseTopic } from '../../writing/brief/request.ts';
import type { Source } from '../../writing/brief/sources.ts';
import { parseField, parseFields } from '../../writing/documents/fields.ts';
import { type DocumentKind, documentKinds } from '../../writing/documents/index.ts';
import type { DocumentField } from '../../writing/documents/kind.ts';
import { type FormAnswers, FormMemory } from './formMemory.ts';
import { askSources } from './sourcesStep.ts';
import { type Answer, askChoice, askText, type Moved } from './step.ts';

/** What a form starts with. */
export interface DocumentFormOptions {
  /** Where the extension lies. */
  readonly extensionUri: vscode.Uri;
  readonly memory: vscode.Memento;
  /** Kinds of the user's own, offered beside those that come with the product. */
  readonly ownKinds: readonly DocumentKind[];
  /** The kind, where the person has chosen it already. */
  readonly kind?: DocumentKind | undefined;
  /** Characters of a new document; absent, what is usual for its kind. */
  readonly length?: number | undefined;
  /** What the document draws on, where the person has chosen it already. */
  readonly sources?: readonly Source[] | undefined;
}

interface Position {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** What is chosen anew for each document. */
interface Chosen {
  sources: readonly Source[];
}

/** One question: the answer goes into `answers`. */
type Ask = (kind: DocumentKind, answers: FormAnswers, position: Position) => Promise<Moved | undefined>;

/** Chosen in the place of a kind by who says in their own words what they want. */
const BRIEF = 'brief';

/**
 * Asks for kind, topic, the kind's own fields, key points, length and sources, step by step; for each kind the last answers are
 * offered again, also those of a form that was left.
 * @returns `brief` where the person says in their own words what they want, undefined when they left the form
 */
export async function askForDocument(
  options: DocumentFormOptions,
): Promise<DocumentRequest | typeof BRIEF | undefined> {
  const memory = new FormMemory(options.memory);
  let kind = options.kind ?? (await askKind(memory.lastKind, options.ownKinds));
  while (kind) {
    if (kind === BRIEF) return BRIEF;
    const answers = memory.answers(kind.id, String(options.length ?? kind.typicalLength));
    const chosen: Chosen = { sources: options.sources ?? [] };
    const moved = await askAll(kind, answers, chosen, options);
    await memory.keep(kind.id, answers);
    if (moved === undefined) return requestOf(kind, answers, chosen);
    kind = moved === 'back' ? await askKind(kind.id, options.ownKinds) : undefined;
  }
  return undefined;
}

/** Asks everything beyond the kind that is not chosen yet. */
async function askAll(
  kind: DocumentKind,
  answers: FormAnswers,
  chosen: Chosen,
  { kind: given, sources, extensionUri }: DocumentFormOptions,
): Promise<Moved | undefined> {
  const before = given === undefined ? 1 : 0;
  const askForSources = sources ? [] : [askSourcesFor(chosen, extensionUri)];
  const steps = [askTopic, ...kind.fields.map(askField), askPoints, askLength, ...askForSources];
  const totalSteps = before + steps.length;
  for (let step = 0; step < steps.length; ) {
    const position = { title: formTitle(kind), step: before + step + 1, totalSteps };
    const moved = await steps[step]?.(kind, answers, position);
    if (moved === 'cancelled' || (moved === 'back' && step === 0)) return moved;
    step += moved === 'back' ? -1 : 1;
  }
  return undefined;
}

function requestOf(
  kind: DocumentKind,
  { topic, points, length, fields }: FormAnswers,
  { sources }: Chosen,
): DocumentRequest {
  // What is remembered may be of a field that the kind no longer has.
  const known = kind.fields.map(({ id }) => [id, fields[id] ?? '']);
  return {
    kind: documentKinds.includes(kind) ? kind.id : kind,
    topic: parseTopic(topic),
    points: parsePoints(points),
    length: parseLength(length),
    fields: parseFields(kind, Object.fromEntries(known)),
    ...(sources.length > 0 ? { sources } : {}),
  };
}

async function askKind(
  last: string | undefined,
  ownKinds: readonly DocumentKind[],
): Promise<DocumentKind | typeof BRIEF | undefined> {
  const kinds = [...documentKinds, ...ownKinds].map((kind) => ({
    label: kind.name,
    description: kind.englishName === kind.name ? '' : kind.englishName,
    chosen: kind,
  }));
  const inOwnWords = { label: l10n.t('In your own words…'), chosen: BRIEF } as const;
  const items = [inOwnWords, ...kinds];
  const answer = await askChoice({
    title: l10n.t('Write a Document'),
    step: 1,
    totalSteps: 0,
    items,
    active: kinds.find(({ chosen }) => chosen.id === last) ?? inOwnWords,
    placeholder: l10n.t('What kind of document?'),
  });
  return 'value' in answer ? answer.value.chosen : undefined;
}

const askTopic: Ask = async ({ example }, answers, position) => {
  const answer = await askText({
    ...position,
    value: answers.topic,
    prompt: l10n.t('What is it about?'),
    placeholder: forExample(example.topic),
    validate: (value) => problem(() => parseTopic(value)),
  });
  return take(answer, (value) => {
    answers.topic = value;
  });
};

function askField(field: DocumentField): Ask {
  return async (_kind, answers, position) => {
    const answer = await askText({
      ...position,
      value: answers.fields[field.id] ?? '',
      prompt: l10n.t('{0}; may be left empty', inEditorLanguage(field.label, field.englishLabel)),
      placeholder: forExample(field.example),
      validate: (value) => problem(() => parseField(field, value)),
    });
    return take(answer, (value) => {
      answers.fields[field.id] = value;
    });
  };
}

const askPoints: Ask = async ({ example }, answers, position) => {
  const answer = await askText({
    ...position,
    value: answers.points,
    prompt: l10n.t('Key points to cover, separated by commas; may be left empty'),
    placeholder: forExample(example.points.join('、')),
    validate: (value) => problem(() => parsePoints(value)),
  });
  return take(answer, (value) => {
    answers.points = value;
  });
};

const askLength: Ask = async (kind, answers, position) => {
  const answer = await askText({
    ...position,
    value: answers.length,
    prompt: l10n.t('How many characters, about?'),
    placeholder: String(kind.typicalLength),
    validate: (value) => problem(() => parseLength(value)),
  });
  return take(answer, (value) => {
    answers.length = value;
  });
};

function askSourcesFor(chosen: Chosen, extensionUri: vscode.Uri): Ask {
  return async (_kind, _answers, position) =>
    take(await askSources(extensionUri, position), (sources) => {
      chosen.sources = sources;
    });
}

function formTitle({ name, englishName }: DocumentKind): string {
  return `${l10n.t('Write a Document')}: ${inEditorLanguage(name, englishName)}`;
}

/** A Chinese text as it is for a Chinese reader; for another with the English one before it. */
function inEditorLanguage(chinese: string, english: string): string {
  return vscode.env.language.startsWith('zh') || chinese === english ? chinese : `${english} ${chinese}`;
}

function forExample(text: string): string {
  return text === '' ? '' : l10n.t('For example: {0}', text);
}

function take<T>(answer: Answer<T>, keep: (value: T) => void): Moved | undefined {
  if ('moved' in answer) return answer.moved;
  keep(answer.value);
  return undefined;
}

/** What the parser of the writing room says against a text. */
function problem(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
