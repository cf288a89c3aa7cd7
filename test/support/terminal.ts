import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { program } from './program.ts';

/** What a command has left. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command in a folder. */
export function startCommand(folder: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program('cli.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for its end. */
export async function finish(child: ChildProcess): Promise<Ended> {
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** All that comes of a stream. */
export function read(stream: ChildProcess['stdout']): Promise<string> {
  return stream ? text(stream) : Promise.resolve('');
}

/** Waits for words of a section on the screen. */
export async function untilProse(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (/^[^#\s].{9}/m.test(seen)) resolve();
    });
  });
}
