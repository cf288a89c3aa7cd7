import type { EngineInfo } from '../../engine/engine.ts';
import { unplacedValues } from '../documents/fields.ts';
import { documentKinds } from '../documents/index.ts';
import type { DocumentPrompts } from '../prompts/documentPrompts.ts';
import { promptsFor } from '../prompts/prompts.ts';
import { documentLanguage, type Language, languageNote, languageOf } from '../text/language.ts';
import { DocumentFrame } from './frame.ts';
import { keyPhrases } from './keyPhrases.ts';
import { type DocumentRequest, kindOf, parsePoints, validateRequest } from './request.ts';

/** Points taken from the sources when the person gives none. */
const KEY_PHRASES = 5;

/** A request made ready for one model: what it is asked, and what the program itself writes. */
export interface DocumentBrief {
  /** As it was checked, in the language that the document will have. */
  readonly request: DocumentRequest & { readonly language: Language };
  /** What the outline has to hold. */
  readonly points: readonly string[];
  readonly prompts: DocumentPrompts;
  /** Whether the model can plan such a document: without instructions it knows only the kinds that it was trained on. */
  readonly canPlan: boolean;
  readonly frame: DocumentFrame;
  /** What the person should know before the document is written. */
  readonly note?: string;
}

/**
 * @throws UsageError when the request is not valid, or asks for a language that the model does not know
 */
export function briefOf(asked: DocumentRequest, model: EngineInfo): DocumentBrief {
  const request = validateRequest(asked);
  const { topic, length, fields = {}, language: choice = 'auto' } = request;
  const kind = kindOf(request);
  const language = documentLanguage(choice, typedText(request), model);
  const note = languageNote(choice, typedText(request), model);
  // A model without instructions learns of a field only as a point; another is told all fields by name.
  const unplaced = model.followsInstructions ? [] : unplacedValues(kind, language, fields);
  const given = request.points.length > 0 ? request.points : keyPhrases(request.sources ?? [], KEY_PHRASES);
  const points = [...new Set([...given, ...unplaced.flatMap(parsePoints)])];
  return {
    request: { ...request, language },
    points,
    prompts: promptsFor({ kind, topic, length, points, fields }, language, model.followsInstructions),
    canPlan: model.followsInstructions || documentKinds.includes(kind),
    frame: new DocumentFrame(kind, language, topic, fields),
    ...(note === undefined ? {} : { note }),
  };
}

/** The frame of a document whose brief was made before; its request holds the language. */
export function frameOf(asked: DocumentRequest): DocumentFrame {
  const request = validateRequest(asked);
  const { topic, fields = {}, language = 'auto' } = request;
  const chosen = language === 'auto' ? languageOf(typedText(request)) : language;
  return new DocumentFrame(kindOf(request), chosen, topic, fields);
}

function typedText({ topic, points }: DocumentRequest): string {
  return [topic, ...points].join('\n');
}
