// Ghost text of the demo model after a hundred beginnings as people type them (beginnings.json): how many get one, and what,
// for reading. Needs `npm run build`. Usage: node test/bench/demo-model/ghost-text.mjs [model folder]
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { productModules, startEngine } from '../productModules.mjs';

const BEGINNINGS = JSON.parse(readFileSync(path.join(import.meta.dirname, 'beginnings.json'), 'utf8'));
const COMPLETE = "export { complete } from './src/writing/completion/complete.ts';";

const modules = await productModules([COMPLETE]);
const engine = startEngine(modules);
const { contextLength } = await engine.info();
let said = 0;
for (const before of BEGINNINGS) {
  const cursor = { before, after: '', isMarkdown: true };
  const { text } = await modules.complete(engine, cursor, contextLength, new AbortController().signal);
  if (text !== '') said++;
  console.log(`${JSON.stringify(before.slice(-30))} → ${JSON.stringify(text)}`);
}
await engine.dispose();
console.log(`ghost text for ${said} of ${BEGINNINGS.length} beginnings`);
