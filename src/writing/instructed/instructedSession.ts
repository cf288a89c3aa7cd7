import type { Engine } from '../../engine/engine.ts';
import type { DocumentBrief } from '../brief/brief.ts';
import { saidIn } from '../brief/request.ts';
import type { Outline } from '../outline/outline.ts';
import type { InstructedPrompts } from '../prompts/instructedPrompts.ts';
import type { WritingSession } from '../sections/sectionTask.ts';
import { writingTools } from '../sections/writingTools.ts';
import { instructedLayout } from './instructedLayout.ts';
import { InstructedSectionWriter } from './instructedSectionWriter.ts';

/** A document written by a model that follows instructions, as one answer that the program gives its headings to. */
export async function instructedSession(
  engine: Engine,
  brief: DocumentBrief,
  prompts: InstructedPrompts,
  outline: Outline,
  signal: AbortSignal,
): Promise<WritingSession> {
  const task = prompts.task(outline);
  const layout = instructedLayout({ task, prompts });
  const { kind, frame, request, model } = brief;
  let leads = 0;
  const tools = {
    ...(await writingTools(engine, brief, outline, layout, signal)),
    kind,
    frame,
    language: request.language,
    given: [saidIn(request), ...plannedIn(outline)].join('\n'),
    continuesAnswers: model.continuesAnswers,
    prompts,
    outline,
    nextLead: () => prompts.leads[leads++ % prompts.leads.length] ?? '',
  };
  return {
    guard: tools.guard,
    material: tools.material,
    writer: (writing, begun) => new InstructedSectionWriter(tools, writing, begun),
    remember: (index, section, body) => {
      const prompt = frame.guide(index, section);
      tools.conversation.add({ title: section.title, prompt, answer: body.trim() });
      tools.guard.learn(body);
    },
  };
}

function plannedIn({ sections }: Outline): string[] {
  return sections.flatMap(({ title, points }) => [title, ...points]);
}
