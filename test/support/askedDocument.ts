import type { Engine } from '../../src/engine/engine.ts';
import { prepareBrief } from '../../src/writing/brief/brief.ts';
import type { DocumentRequest } from '../../src/writing/brief/request.ts';
import {
  type ComposerEvent,
  planOutline,
  type WrittenSoFar,
  writeDocument,
} from '../../src/writing/draft/composer.ts';
import type { Outline } from '../../src/writing/outline/outline.ts';

/** Plans what is asked for, as every caller of the product does: first its brief, then the outline. */
export async function planAsked(
  engine: Engine,
  asked: DocumentRequest,
  signal: AbortSignal,
): Promise<Outline> {
  return planOutline(engine, await prepareBrief(engine, asked), signal);
}

/** Writes what is asked for: first its brief, then the document. */
export async function* writeAsked(
  engine: Engine,
  asked: DocumentRequest,
  outline: Outline,
  signal: AbortSignal,
  written?: WrittenSoFar,
): AsyncGenerator<ComposerEvent> {
  yield* writeDocument(engine, await prepareBrief(engine, asked), outline, signal, written);
}
