import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A model folder served by the product itself, so that all arms ask the same engine in the same way. */
export interface LocalServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `telechat-writer serve` for a model folder.
 * @param cli path of the bundled command line
 * @throws Error when it ends before it serves
 */
export async function serveFolder(cli: string, folder: string, signal: AbortSignal): Promise<LocalServer> {
  const child = spawn('node', [cli, 'serve', '--model', folder, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    const line = await firstLine(child, signal);
    return { url: (JSON.parse(line) as { url: string }).url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstLine({ stdout }: ChildProcess, signal: AbortSignal): Promise<string> {
  let text = '';
  for await (const piece of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    signal.throwIfAborted();
    text += piece;
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end);
  }
  throw new Error('the model could not be served');
}
