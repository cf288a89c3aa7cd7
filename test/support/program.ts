import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.ts';

/** A bundle that `npm run build` made. */
export function program(name: 'sidecar.js' | 'cli.js' | 'convertWorker.js' | 'probe.js'): string {
  const file = path.join(root, 'dist', name);
  if (!existsSync(file)) throw new Error(`dist/${name} is missing; run npm run build first`);
  return file;
}

/** The model that ships with the extension. */
export const demoModel = path.join(root, 'media', 'demo-model');
