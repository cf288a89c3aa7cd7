import { draftSlot, type Engine } from '../../engine/engine.ts';
import { materialOf } from '../brief/boundedBrief.ts';
import type { DocumentBrief } from '../brief/brief.ts';
import { SourceMaterial } from '../brief/sources.ts';
import { type Outline, printHeading } from '../outline/outline.ts';
import { RepetitionGuard } from '../text/repetitionGuard.ts';
import { type ConversationLayout, WritingConversation } from './conversation.ts';
import type { WritingTools } from './sectionTask.ts';

/** The slot of the document that a request is for. */
export function slotOf({ draft }: { readonly draft?: string }): string {
  return draftSlot(draft ?? 'document');
}

/** What the sections of a document have in common, whichever way its model writes. */
export async function writingTools(
  engine: Engine,
  { request, kind, model }: DocumentBrief,
  outline: Outline,
  layout: ConversationLayout,
  signal: AbortSignal,
): Promise<WritingTools> {
  const { seed, language } = request;
  const sources = materialOf(request, model.contextLength);
  return {
    engine,
    kind,
    headings: outline.sections.map(({ title }, index) => printHeading(index, title, language)),
    conversation: new WritingConversation(engine, layout, model.contextLength),
    guard: new RepetitionGuard(),
    material: sources.length === 0 ? undefined : await SourceMaterial.prepare(engine, sources),
    sampling: seed === undefined ? {} : { seed },
    slot: slotOf(request),
    signal,
  };
}
