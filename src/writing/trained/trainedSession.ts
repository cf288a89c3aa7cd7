import type { Engine } from '../../engine/engine.ts';
import type { DocumentBrief } from '../brief/brief.ts';
import { type Outline, printOutline } from '../outline/outline.ts';
import type { TrainedPrompts } from '../prompts/trainedPrompts.ts';
import { AnswerLength } from '../sections/lengthControl.ts';
import type { WritingSession } from '../sections/sectionTask.ts';
import { writingTools } from '../sections/writingTools.ts';
import { TrainedSectionWriter } from './sectionWriter.ts';
import { trainedLayout } from './trainedLayout.ts';

/** A document written by a model that knows fixed wordings only: in the conversation that it was trained on. */
export async function trainedSession(
  engine: Engine,
  brief: DocumentBrief,
  prompts: TrainedPrompts,
  outline: Outline,
  signal: AbortSignal,
): Promise<WritingSession> {
  const outlineTurn = { prompt: prompts.outline, answer: printOutline(outline, brief.request.language) };
  const layout = trainedLayout(outlineTurn, prompts.recap);
  const common = await writingTools(engine, brief, outline, layout, signal);
  // Such a model cannot use what sources say: its points come from there.
  const tools = { ...common, prompts, answers: new AnswerLength() };
  return {
    guard: tools.guard,
    material: tools.material,
    writer: (task, begun) => new TrainedSectionWriter(tools, task, begun),
    remember: (index, section, body) => {
      const prompt = prompts.section(index, section);
      tools.conversation.add({ title: section.title, prompt, answer: body.trim() });
      tools.guard.learn(body);
    },
  };
}
