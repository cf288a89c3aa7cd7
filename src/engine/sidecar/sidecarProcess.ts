import { type ChildProcess, fork } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node.js';
import { PARENT_PID } from '../protocol.ts';

/** Which program to start, and where the lines that it prints are logged. */
export interface SidecarProcessOptions {
  /** The bundled sidecar program. */
  readonly sidecarPath: string;
  /** Another Node to run it on than this process's own. */
  readonly nodePath?: string;
  readonly log: (line: string) => void;
}

const STOP_TIMEOUT_MS = 2000;

/** One running sidecar: its process, and the JSON-RPC connection to it. */
export class SidecarProcess {
  readonly connection: MessageConnection;
  /** Resolves when the process is gone, with how it ended. */
  readonly exited: Promise<string>;
  /** Aborts when the process is gone; its reason is how it ended. */
  readonly gone: AbortSignal;
  private readonly child: ChildProcess;
  private stopped = false;

  constructor(options: SidecarProcessOptions) {
    this.child = fork(options.sidecarPath, [], {
      ...(options.nodePath ? { execPath: options.nodePath } : {}),
      execArgv: [],
      // Windows looks for the libraries of a library in the working directory too: there, a folder could have its own.
      cwd: path.dirname(options.sidecarPath),
      env: sidecarEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [this.child.stdout, this.child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => options.log(`sidecar: ${line}`));
    }
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    const gone = new AbortController();
    this.gone = gone.signal;
    // Each request listens, and many may wait.
    setMaxListeners(0, this.gone);
    void this.exited.then((how) => gone.abort(how));
    this.connection = createMessageConnection(
      new IPCMessageReader(this.child),
      new IPCMessageWriter(this.child),
    );
    this.connection.onError(([error]) => options.log(`sidecar connection: ${error.message}`));
    this.connection.listen();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Whether it was ended on purpose. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /** Ends it as a crash would, for all who wait for it. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends it, whatever it is doing: closes the channel, on which it exits by itself, and kills it when it does not. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.connection.dispose();
    if (this.child.connected) this.child.disconnect();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await once(this.child, 'exit');
    clearTimeout(timer);
  }
}

function sidecarEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // In desktop VS Code process.execPath is Electron, which is a Node only when told so.
    ELECTRON_RUN_AS_NODE: '1',
    [PARENT_PID]: String(process.pid),
    // Large pages make decoding 1.25 times as fast (docs/engine.md#settings).
    ...(process.platform === 'linux' ? { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' } : {}),
  };
}
