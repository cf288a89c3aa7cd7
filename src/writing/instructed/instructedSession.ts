import type { Engine } from '../../engine/engine.ts';
import type { DocumentBrief } from '../brief/brief.ts';
import type { Outline } from '../outline/outline.ts';
import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import type { WritingSession } from '../sections/sectionTask.ts';
import { writingTools } from '../sections/writingTools.ts';
import { instructedLayout } from './instructedLayout.ts';
import { InstructedSectionWriter, laterTitles } from './instructedSectionWriter.ts';

/** A document written by a model that follows instructions: task, plan and everything written so far in view. */
export async function instructedSession(
  engine: Engine,
  brief: DocumentBrief,
  prompts: InstructedPrompts,
  outline: Outline,
  signal: AbortSignal,
): Promise<WritingSession> {
  const layout = instructedLayout(prompts.task(outline), prompts);
  const tools = { ...(await writingTools(engine, brief, outline, layout, signal)), prompts, outline };
  return {
    guard: tools.guard,
    material: tools.material,
    writer: (task, begun) => new InstructedSectionWriter(tools, task, begun),
    remember: (index, section, body) => {
      const later = laterTitles(outline, index);
      const prompt = prompts.section({ index, section, isContinued: false, later });
      tools.conversation.add({ title: section.title, prompt, answer: body.trim() });
      tools.guard.learn(body);
    },
  };
}
