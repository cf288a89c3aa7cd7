import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** VLLM: the executable of a vLLM. VLLM_MODEL: a folder of safetensors of Qwen2.5-Instruct, of which 0.5B will do. */
const { VLLM = '', VLLM_MODEL = '' } = process.env;

/** Loading takes a minute where nothing else runs. */
export const PATIENCE = { timeout: 1_800_000 };

/** The model that a person would serve. */
export const servedModel = VLLM_MODEL;

export const CONTEXT = 4096;

/** How it is served; in bfloat16 vLLM is many times as fast on a processor as in the float16 of most checkpoints. */
export const usualOptions: readonly string[] = ['--dtype', 'bfloat16', '--max-model-len', String(CONTEXT)];

/** Whether there is no vLLM to test against, and says so. */
export function vllmIsAbsent(): boolean {
  const isAbsent = VLLM === '' || VLLM_MODEL === '';
  if (isAbsent) console.warn('skipped: VLLM and VLLM_MODEL name no vLLM and no model (CONTRIBUTING.md)');
  return isAbsent;
}

/** A vLLM of its own, which computes on the processor where it was built for that. */
export class VllmServer {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly log: string[],
  ) {}

  /**
   * Starts it, and waits until it answers.
   * @param port default: a free one
   */
  static async start(model: string, options: readonly string[], port?: number): Promise<VllmServer> {
    const at = port ?? (await freePort());
    const address = ['--host', '127.0.0.1', '--port', String(at)];
    const child = spawn(VLLM, ['serve', model, '--enforce-eager', ...address, ...options], {
      // Its engine and its workers are processes of their own: a group is ended as a whole.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { VLLM_CPU_KVCACHE_SPACE: '1', VLLM_CPU_OMP_THREADS_BIND: 'nobind', ...process.env },
    });
    const server = new VllmServer(at, child, []);
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => server.log.push(chunk.toString()));
    }
    while (!(await server.answers())) {
      if (child.exitCode !== null) throw new Error(`vLLM ended: ${server.log.join('').slice(-4000)}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers under way, as it says itself. */
  async running(): Promise<number> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^vllm:num_requests_running\{.*\} (\S+)$/m.exec(metrics)?.[1]);
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.child, 'exit');
    process.kill(-pid, 'SIGKILL');
    await ended;
  }

  private async answers(): Promise<boolean> {
    const response = await fetch(`${this.url}/health`).catch(() => undefined);
    return response?.ok ?? false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
