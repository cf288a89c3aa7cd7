import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A zombie is gone too: in a container nobody may ever ask for its exit status. */
export function isRunning(pid: number): boolean {
  const status = fileOf(pid, 'status');
  return status !== '' && !/^State:\s*Z/m.test(status);
}

/** Waits for a state. @returns whether it came within so many milliseconds */
export async function waitUntil(condition: () => boolean, milliseconds = 60_000): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  return condition();
}

/** Waits for a process to start a program. @returns the program's process id */
export async function childOf({ pid: parent }: ChildProcess, program: string): Promise<number> {
  let found: number | undefined;
  await waitUntil(() => {
    found = processes().find((pid) => parentOf(pid) === parent && fileOf(pid, 'cmdline').includes(program));
    return found !== undefined;
  });
  if (found === undefined) throw new Error(`process ${parent} has started no ${program}`);
  return found;
}

function processes(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(fileOf(pid, 'status'))?.[1]);
}

/** Empty where the process is gone. */
function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
