import { UNKNOWN_MODEL } from '../../engine/engine.ts';
import { briefOf, type DocumentBrief } from '../brief/brief.ts';
import { type DocumentRequest, kindOf, MAX_LENGTH, validateRequest } from '../brief/request.ts';
import { type Outline, type Section, totalLength } from '../outline/outline.ts';
import { roundLength } from '../outline/shareLength.ts';
import { partWithTitle, readDocument } from '../outline/writtenDocument.ts';
import { instructedPrompts } from '../prompts/prompts.ts';
import { countCharacters } from '../text/measure.ts';
import { type TrainingRecord, trainingRecord } from './trainingRecord.ts';
import { wholeDocumentPrompt } from './wholeDocumentPrompt.ts';

/** `conversation`: task and plan, then the document, as this program writes. `single`: one question, the whole document. */
export const TRAINING_FORMS = ['conversation', 'single'] as const;

/** Which of the two conversations a training record holds. */
export type TrainingForm = (typeof TRAINING_FORMS)[number];

/** A document as a person accepted it, and what it was asked for with. */
export interface AcceptedDocument {
  readonly request: DocumentRequest;
  /** The plan, where it is known: the points of sections that kept their titles are taken from it. */
  readonly outline?: Outline;
  readonly title: string;
  /** Markdown; what stands under another first-level heading is not part of it. */
  readonly text: string;
}

/** Only an official model is fine-tuned, and such a one follows instructions. */
const TRAINED_MODEL = { ...UNKNOWN_MODEL, state: 'ready', followsInstructions: true } as const;

/**
 * The training record of a document. Lengths in its questions are those of the accepted text, so that the model learns to
 * keep them. A document without headings is always a `single` one. Sources are not part of it.
 * @returns undefined for a document without text
 * @throws UsageError when the request is not valid
 */
export function documentRecord(document: AcceptedDocument, form: TrainingForm): TrainingRecord | undefined {
  const text = partWithTitle(document.text, document.title);
  const sections = readDocument(text).sections.filter(({ body }) => body !== '');
  const hasHeadings = kindOf(document.request).headings === 'numbered' && sections.length > 0;
  return form === 'conversation' && hasHeadings
    ? conversationRecord(document, sections)
    : singleRecord(document.request, text);
}

function conversationRecord(
  { request, outline }: AcceptedDocument,
  written: readonly { readonly title: string; readonly body: string }[],
): TrainingRecord {
  const sections = written.map(({ title, body }): Section => {
    const planned = outline?.sections.find((section) => section.title === title);
    return { title, length: roundLength(countCharacters(body)), points: planned?.points ?? [] };
  });
  const { request: asked, frame, kind, points } = briefWith(request, totalLength({ sections }));
  const { topic, length, fields = {}, language, brief } = asked;
  const prompts = instructedPrompts(
    { kind, title: frame.title, topic, length, points, fields, brief },
    language,
  );
  const text = written.map(({ body }, index) => {
    const section = sections[index] as Section;
    return frame.heading(index, section) + body;
  });
  return trainingRecord([{ question: prompts.task({ sections }), answer: text.join('\n') }]);
}

function singleRecord(request: DocumentRequest, text: string): TrainingRecord | undefined {
  const length = countCharacters(text);
  if (length === 0) return undefined;
  const brief = briefWith(request, roundLength(length));
  return trainingRecord([{ question: wholeDocumentPrompt(brief), answer: text }]);
}

function briefWith(request: DocumentRequest, length: number): DocumentBrief {
  return briefOf(validateRequest({ ...request, length: Math.min(MAX_LENGTH, length) }), TRAINED_MODEL);
}
