import type { Engine, EngineInfo } from '../../engine/engine.ts';
import { unplacedValues } from '../documents/fields.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import { instructedPrompts } from '../prompts/prompts.ts';
import { type TrainedPrompts, trainedPrompts } from '../prompts/trainedPrompts.ts';
import { documentLanguage, type Language, languageNote } from '../text/language.ts';
import { boundedBrief } from './boundedBrief.ts';
import { DocumentFrame, documentTitle } from './frame.ts';
import { keyPhrases } from './keyPhrases.ts';
import { type DocumentRequest, kindOf, parsePoints, type ValidRequest, validateRequest } from './request.ts';

/** Points taken from the sources when the person gives none. */
const KEY_PHRASES = 5;

/** How a model writes: in the conversation that it was trained on, or as it is told. */
export type WritingWay =
  | { readonly name: 'trained'; readonly prompts: TrainedPrompts }
  | { readonly name: 'instructed'; readonly prompts: InstructedPrompts };

/** A request in the language that the document will have. */
export type BriefRequest = ValidRequest & { readonly language: Language };

/**
 * A request made ready for one model: what it is asked, and what the program itself writes. Made once for a document, and
 * passed on to whoever plans and writes it.
 */
export interface DocumentBrief {
  readonly request: BriefRequest;
  readonly kind: DocumentKind;
  readonly model: EngineInfo;
  /** What the outline has to hold. */
  readonly points: readonly string[];
  readonly way: WritingWay;
  /** Whether the model can plan such a document: without instructions it knows only the kinds that it was trained on. */
  readonly canPlan: boolean;
  readonly frame: DocumentFrame;
  /** What the person should know before the document is written. */
  readonly note?: string;
}

/**
 * Checks what a person asks for and makes it ready for the engine's model.
 * @throws UsageError when the request is not valid, or asks for a language that the model does not know; EngineError
 */
export async function prepareBrief(
  engine: Pick<Engine, 'info'>,
  asked: DocumentRequest,
): Promise<DocumentBrief> {
  const request = validateRequest(asked);
  return briefOf(request, await engine.info());
}

/** @throws UsageError when the request asks for a language that the model does not know */
export function briefOf(request: ValidRequest, model: EngineInfo): DocumentBrief {
  const { topic, length, fields = {}, language: choice = 'auto' } = request;
  const kind = kindOf(request);
  const language = documentLanguage(choice, typedText(request), model);
  // A brief's language was read out of it.
  const noted = request.brief === undefined ? choice : 'auto';
  const note = languageNote(noted, typedText(request), model);
  // A model without instructions learns of a field only as a point; another is told all fields by name.
  const unplaced = model.followsInstructions ? [] : unplacedValues(kind, language, fields);
  const given = request.points.length > 0 ? request.points : keyPhrases(request.sources ?? [], KEY_PHRASES);
  const points = [...new Set([...given, ...unplaced.flatMap(parsePoints)])];
  const inLanguage = { ...request, language };
  const frame = frameOf(inLanguage);
  const asked = request.brief === undefined ? undefined : boundedBrief(request.brief, model.contextLength);
  const parts = { kind, title: frame.title, topic, length, points, fields, brief: asked };
  return {
    request: inLanguage,
    kind,
    model,
    points,
    way: model.followsInstructions
      ? { name: 'instructed', prompts: instructedPrompts(parts, language) }
      : { name: 'trained', prompts: trainedPrompts(parts) },
    canPlan: model.followsInstructions || kind.isKnownToDemoModel,
    frame,
    ...(note === undefined ? {} : { note }),
  };
}

/** The frame of a document whose brief was made before, perhaps for another model. */
export function frameOf(request: BriefRequest): DocumentFrame {
  const { topic, fields = {}, language, brief } = request;
  const kind = kindOf(request);
  const title = brief === undefined ? documentTitle(topic, kind, language) : topic;
  return new DocumentFrame(kind, language, title, fields);
}

function typedText({ topic, points, brief = '' }: DocumentRequest): string {
  return [topic, ...points, brief].join('\n');
}
