// Share of the asked points that the demo model repeats word for word in its own greedy outlines on unseen topics.
// Usage: node test/bench/outline-points.mjs [model folder]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');
const CASES = path.join(ROOT, 'media/demo-model/recipe/eval-prompts.json');

const model = process.argv[2];
const folder = mkdtempSync(path.join(tmpdir(), 'outlines-'));

/** The model's answer to a prompt, before anything corrects it. */
function outlineOf(prompt) {
  const dialog = path.join(folder, 'dialog.json');
  writeFileSync(dialog, JSON.stringify([{ role: 'user', content: prompt }]));
  const options = ['--dialog', dialog, '--greedy', '--max-tokens', '400', '--json'];
  if (model) options.push('--model', model);
  return JSON.parse(execFileSync('node', [CLI, 'generate', ...options], { encoding: 'utf8' })).text;
}

try {
  let repeated = 0;
  let asked = 0;
  for (const { topic, points, prompt } of JSON.parse(readFileSync(CASES, 'utf8'))) {
    const outline = outlineOf(prompt);
    const missing = points.filter((point) => !outline.includes(point));
    repeated += points.length - missing.length;
    asked += points.length;
    if (missing.length > 0) console.log(`${topic}: without ${missing.join('、')}`);
  }
  console.log(`${repeated} of ${asked} points word for word: ${((100 * repeated) / asked).toFixed(1)}%`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
