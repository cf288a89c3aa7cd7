import type { GenerationRequest, Sampling, StopReason } from '../../engine/engine.ts';
import { UsageError } from '../../shared/errors.ts';
import { readDialog, readText } from '../options/dialogFile.ts';
import { remoteEngine } from '../options/remoteOption.ts';
import { AnswerOutput } from '../output/answerOutput.ts';
import { printProgress, printResult } from '../output/output.ts';
import { interruptible } from './cancellable.ts';

/** What `generate` was given with `--remote`: a server's address, and one of `promptFile` and `dialog`. */
export interface RemoteGeneration {
  readonly remote: string;
  /** The server's name of the model. */
  readonly model?: string;
  readonly promptFile?: string;
  readonly dialog?: string;
  readonly maxTokens: number;
  readonly sampling: Partial<Sampling>;
  readonly json?: boolean;
}

/** `generate --remote`: a raw text or a conversation, continued by a server. */
export async function generateRemotely(options: RemoteGeneration): Promise<void> {
  const { maxTokens, sampling, json } = options;
  const input = await readInput(options);
  const request: GenerationRequest = { input, sampling, maxTokens, priority: 'chat', slot: 'generate' };
  const engine = remoteEngine(options.remote, options.model);
  const started = performance.now();
  let firstTokenMs = 0;
  const output = new AnswerOutput(json);
  let stop: StopReason | 'cancelled' = 'cancelled';
  await interruptible(async (signal) => {
    try {
      for await (const event of engine.stream(request, signal)) {
        if (event.type === 'done') stop = event.stop;
        if (event.type !== 'text' && event.type !== 'thinking') continue;
        firstTokenMs ||= performance.now() - started;
        output.add({ thinking: '', text: '', [event.type]: event.text });
      }
    } catch (error) {
      // What came is not lost, also where it was to be printed as JSON.
      if (!signal.aborted && json && output.whole.text !== '') printProgress(output.whole.text);
      if (!signal.aborted) throw error;
    } finally {
      await engine.dispose();
    }
  });
  printResult({ ...output.whole, stop, firstTokenMs }, options, '');
}

async function readInput({ promptFile, dialog }: RemoteGeneration): Promise<GenerationRequest['input']> {
  if (promptFile !== undefined && dialog === undefined) return { prefix: await readText(promptFile) };
  if (dialog !== undefined && promptFile === undefined) return { conversation: await readDialog(dialog) };
  throw new UsageError(
    'the prompt',
    'a server takes one text or conversation',
    'give --prompt-file or --dialog',
  );
}
