import { PARENT_PID } from '../engine/protocol.ts';
import { isAlive } from '../shared/isAlive.ts';

const INTERVAL_MS = 1000;

/**
 * Ends this process when its parent is gone: on losing the channel to it, and by looking at the parent's pid, since a
 * channel can stay open in a grandchild. Start it before anything else, so that a window closed during the start leaves
 * no orphan.
 */
export function watchParent(): void {
  // A parent that is gone already has left this process to another, so its pid comes with the environment.
  const parent = Number(process.env[PARENT_PID] ?? process.ppid);
  process.once('disconnect', end);
  const check = () => {
    // The channel may have closed before anybody listened.
    if (process.connected === false || process.ppid !== parent || !isAlive(parent)) end();
  };
  check();
  setInterval(check, INTERVAL_MS).unref();
}

/** process.exit() waits for the worker, which may sit in a native call for seconds; nothing is left to save here. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
