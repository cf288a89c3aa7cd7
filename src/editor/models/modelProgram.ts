import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import * as v from 'valibot';
import { UserError } from '../../errors.ts';

/** How long a cancelled run may take to end by itself; what it wrote until then is resumable in any case. */
const GRACE_MS = 60;

/** How an error line of the command line begins. */
const ERROR = 'error: ';

const EVENT = v.union([
  v.object({ stage: v.picklist(['download', 'import']) }),
  v.object({ bytes: v.number(), totalBytes: v.number() }),
  v.object({ retry: v.string(), delayMs: v.number() }),
  v.object({ offline: v.string() }),
]);

/** What a run tells while it works: a line of `--progress json`. */
export type ModelEvent = v.InferOutput<typeof EVENT>;

export interface ModelProgramOptions {
  /** The bundled command line. */
  readonly cliPath: string;
  /** Another Node to run it on than this process's own. */
  readonly nodePath?: string;
  readonly log: (line: string) => void;
}

export interface RunOptions {
  readonly onEvent?: (event: ModelEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs `telechat-writer models …` in a process of its own: what downloads, converts and hashes gigabytes does not belong into
 * the process that the editor's extensions share. The process ends with this one.
 */
export class ModelProgram {
  constructor(private readonly options: ModelProgramOptions) {}

  /**
   * Runs a command to its end.
   * @param result what its `--json` prints
   * @throws UserError with the command's own words when it fails; the signal's reason when aborted, once the process is gone
   */
  async run<Schema extends v.GenericSchema>(
    result: Schema,
    args: readonly string[],
    { onEvent, signal }: RunOptions = {},
  ): Promise<v.InferOutput<Schema>> {
    signal?.throwIfAborted();
    const child = this.start(args);
    const stop = () => endSoon(child);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const { output, failure, how } = await this.listen(child, onEvent);
      signal?.throwIfAborted();
      if (how === 'exit code 0') return v.parse(v.pipe(v.string(), v.parseJson(), result), output);
      throw failure ?? ended(args, how);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  private start(args: readonly string[]): ChildProcess {
    const { cliPath, nodePath, log } = this.options;
    const child = fork(cliPath, ['models', ...args, '--json'], {
      ...(nodePath ? { execPath: nodePath } : {}),
      execArgv: [],
      // In desktop VS Code process.execPath is Electron, which is a Node only when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    log(`models ${args[0]} started, pid ${child.pid}`);
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended already, and says why.
    }
    return child;
  }

  private async listen(
    child: ChildProcess,
    onEvent: RunOptions['onEvent'],
  ): Promise<{ readonly output: string; readonly failure: UserError | undefined; readonly how: string }> {
    let output = '';
    let failure: UserError | undefined;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const lines = child.stderr && createInterface({ input: child.stderr });
    const linesEnd = lines && once(lines, 'close');
    lines?.on('line', (line) => {
      const event = v.safeParse(v.pipe(v.string(), v.parseJson(), EVENT), line);
      if (event.success) onEvent?.(event.output);
      else this.options.log(`models: ${line}`);
      if (line.startsWith(ERROR)) failure = failureOf(line.slice(ERROR.length));
    });
    const how = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    // Its 'close' event would say both, but never comes once the channel was closed from here.
    if (child.pid !== undefined) await Promise.all([child.stdout && finished(child.stdout), linesEnd]);
    return { output, failure, how };
  }
}

/** Closes the channel, on which it ends by itself, and kills it when it takes longer. */
function endSoon(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.once('exit', () => clearTimeout(timer));
}

/** An error line: `<what> — <why>; <what to do>`. */
function failureOf(line: string): UserError {
  const [, what = line, why = '', nextStep = ''] = /^(.+?) — (.+); ([^;]+)$/.exec(line) ?? [];
  return new UserError(what, why, nextStep);
}

function ended(args: readonly string[], how: string): UserError {
  return new UserError(`models ${args[0]}`, `its process ended with ${how}`, 'see the log and try again');
}
