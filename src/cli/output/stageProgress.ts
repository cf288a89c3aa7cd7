import type { ByteProgress } from '../../shared/byteProgress.ts';
import { messageOf } from '../../shared/errors.ts';
import { byteProgressPrinter, type ProgressForm, printEvent } from './progressOption.ts';

/**
 * Listeners that print the stages of something long, how much of each is done, and what is tried again.
 * @param lineOf a stage in words
 */
export function stageProgress<Stage extends string>(
  form: ProgressForm,
  lineOf: (stage: Stage, what: string) => string,
) {
  let progress = byteProgressPrinter(form);
  return {
    onStage(stage: Stage, what: string): void {
      printEvent(form, { stage }, lineOf(stage, what));
      progress = byteProgressPrinter(form);
    },
    onProgress: (bytes: ByteProgress): void => progress(bytes),
    onRetry(failure: unknown, delayMs: number): void {
      const retry = messageOf(failure) || 'no connection';
      printEvent(form, { retry, delayMs }, `${retry}; trying again in ${Math.ceil(delayMs / 1000)} s`);
    },
  };
}
