import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import * as v from 'valibot';
import { CLI_EVENT, type CliEvent } from '../../cliContract/progress.ts';
import { UserError } from '../../shared/errors.ts';

/**
 * How long a cancelled run may take to end by itself. It stops working at once, and then puts on the disk what it has: killed
 * before that, it would lose up to 16 MB or two seconds of a download.
 */
const GRACE_MS = 3000;

/** How an error line of the command line begins. */
const ERROR = 'error: ';

/** What to run, on what, and where its lines of stderr are logged. */
export interface CliProgramOptions {
  /** The bundled command line. */
  readonly cliPath: string;
  /** Another Node to run it on than this process's own. */
  readonly nodePath?: string;
  readonly log: (line: string) => void;
}

/** `onEvent` hears of progress while the command runs; aborting `signal` ends its process. */
export interface RunOptions {
  readonly onEvent?: (event: CliEvent) => void;
  readonly signal?: AbortSignal;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs commands of the command line, each in a process of its own: what downloads, converts and hashes gigabytes, or loads
 * native code, does not belong into the process that the editor's extensions share. The process ends with this one.
 */
export class CliProgram {
  constructor(private readonly options: CliProgramOptions) {}

  /**
   * Runs a command to its end.
   * @param args the command and its options, without `--json`
   * @param result what its `--json` prints
   * @throws UserError with the command's own words when it fails; the signal's reason when aborted, once the process is gone
   */
  async run<Schema extends v.GenericSchema>(
    result: Schema,
    args: readonly string[],
    { onEvent, signal, env = {} }: RunOptions = {},
  ): Promise<v.InferOutput<Schema>> {
    signal?.throwIfAborted();
    const child = this.start(args, env);
    const stop = () => endSoon(child);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const { output, failure, how } = await this.listen(child, nameOf(args), onEvent);
      signal?.throwIfAborted();
      if (how === 'exit code 0') return v.parse(v.pipe(v.string(), v.parseJson(), result), output);
      throw failure ?? ended(args, how);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  private start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
    const { cliPath, nodePath, log } = this.options;
    const child = fork(cliPath, [...args, '--json'], {
      ...(nodePath ? { execPath: nodePath } : {}),
      execArgv: [],
      // In desktop VS Code process.execPath is Electron, which is a Node only when told so.
      env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    log(`${nameOf(args)} started, pid ${child.pid}`);
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended already, and says why.
    }
    return child;
  }

  private async listen(
    child: ChildProcess,
    name: string,
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
      const event = v.safeParse(v.pipe(v.string(), v.parseJson(), CLI_EVENT), line);
      if (event.success) onEvent?.(event.output);
      else this.options.log(`${name}: ${line}`);
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
  return new UserError(nameOf(args), `its process ended with ${how}`, 'see the log and try again');
}

/** The command without its arguments, for example `models pull`. */
function nameOf(args: readonly string[]): string {
  const end = args.findIndex((arg) => !/^[a-z]+$/.test(arg));
  return args.slice(0, Math.min(end < 0 ? args.length : end, 2)).join(' ');
}
