import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { UserError } from '../../errors.ts';
import { documentKinds } from '../../writing/documents/index.ts';
import { type DocumentRequest, parseLength, parsePoints, parseTopic } from '../../writing/request.ts';
import { type Answer, askChoice, askText, type Moved } from './step.ts';

/** What was typed, kept for the next time. */
interface Draft {
  kind: string;
  topic: string;
  points: string;
  length: string;
}

type Ask = (
  draft: Draft,
  position: { step: number; totalSteps: number; title: string },
) => Promise<Moved | undefined>;

const MEMORY_KEY = 'telechat.lastDocument';

/** Asks for kind, topic, key points and length, step by step; the last answers are offered again. */
export async function askForDocument(
  memory: vscode.Memento,
  defaultLength: number,
): Promise<DocumentRequest | undefined> {
  const empty: Draft = { kind: '', topic: '', points: '', length: String(defaultLength) };
  const draft = { ...empty, ...memory.get<Partial<Draft>>(MEMORY_KEY) };
  const steps: Ask[] = [askKind, askTopic, askPoints, askLength];
  for (let step = 0; step < steps.length; ) {
    const title = l10n.t('Write a Document');
    const moved = await steps[step]?.(draft, { step: step + 1, totalSteps: steps.length, title });
    if (moved === 'cancelled') return undefined;
    step += moved === 'back' ? -1 : 1;
  }
  await memory.update(MEMORY_KEY, draft);
  return {
    kind: draft.kind,
    topic: parseTopic(draft.topic),
    points: parsePoints(draft.points),
    length: parseLength(draft.length),
  };
}

const askKind: Ask = async (draft, position) => {
  const items = documentKinds.map((kind) => ({
    label: kind.name,
    description: kind.englishName,
    id: kind.id,
  }));
  const answer = await askChoice({
    ...position,
    items,
    active: items.find((item) => item.id === draft.kind),
    placeholder: l10n.t('What kind of document?'),
  });
  return take(answer, (item) => {
    draft.kind = item.id;
  });
};

const askTopic: Ask = async (draft, position) => {
  const answer = await askText({
    ...position,
    value: draft.topic,
    prompt: l10n.t('What is it about?'),
    placeholder: l10n.t('For example: 智能客服系统升级'),
    validate: (value) => problem(() => parseTopic(value)),
  });
  return take(answer, (value) => {
    draft.topic = value;
  });
};

const askPoints: Ask = async (draft, position) => {
  const answer = await askText({
    ...position,
    value: draft.points,
    prompt: l10n.t('Key points to cover, separated by commas; may be left empty'),
    placeholder: l10n.t('For example: 知识库、意图识别、工单流转'),
    validate: (value) => problem(() => parsePoints(value)),
  });
  return take(answer, (value) => {
    draft.points = value;
  });
};

const askLength: Ask = async (draft, position) => {
  const answer = await askText({
    ...position,
    value: draft.length,
    prompt: l10n.t('How many characters, about?'),
    placeholder: '800',
    validate: (value) => problem(() => parseLength(value)),
  });
  return take(answer, (value) => {
    draft.length = value;
  });
};

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
