import type { DocumentFrame } from '../brief/frame.ts';
import type { DocumentKind } from '../documents/kind.ts';
import type { Outline } from '../outline/outline.ts';
import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import type { WritingTools } from '../sections/sectionTask.ts';
import type { Language } from '../text/language.ts';

/** What the sections of one document have in common. */
export interface InstructedTools extends WritingTools {
  readonly kind: DocumentKind;
  readonly frame: DocumentFrame;
  readonly language: Language;
  readonly prompts: InstructedPrompts;
  readonly outline: Outline;
  /** All that the person has said of the document. */
  readonly given: string;
  /** See EngineInfo. */
  readonly continuesAnswers: boolean;
  /** First words of a sentence, other ones each time. */
  readonly nextLead: () => string;
}
