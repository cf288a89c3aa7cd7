// Ghost text and chat in the real workbench: the time from an edit to ghost text on the screen, without our debounce but with
// VS Code's own, and the memory of the extension host in the course of 1000 completions and 200 chat turns. Needs
// `npm run package`. `TIMED`, `COMPLETIONS` and `TURNS` make it shorter.
// Usage: npm run bench -- extensionHost
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'vitest';
import { packGuestExtension } from '../support/guestExtension.ts';
import { Workbench } from '../support/workbench.ts';
import prefixes from './completion-prefixes.json' with { type: 'json' };

const COMPLETIONS = Number(process.env.COMPLETIONS ?? 1000);
const TURNS = Number(process.env.TURNS ?? 200);
const TIMED = Number(process.env.TIMED ?? 200);
/** Completions before the first measurement: what VS Code itself loads on first use is not ours. */
const WARM_UP = 50;
/** How long a completion is waited for that may not come: one that is known already is not asked for. */
const PATIENCE_MS = 3000;
/** Measurements of the memory in each of the two parts. */
const POINTS = 5;

/**
 * Runs in the extension host that our extension runs in: asks for a completion of each text in batch.json, and then writes
 * down the heap after garbage was collected, in bytes.
 */
const COMPLETE_AND_MEASURE = `
  const { Position, Range, Selection, commands, window, workspace } = vscode;
  const fs = require('node:fs');
  const folder = workspace.workspaceFolders[0].uri.fsPath;
  const editor = window.activeTextEditor;
  for (const text of JSON.parse(fs.readFileSync(folder + '/batch.json', 'utf8'))) {
    const { document } = editor;
    const all = new Range(new Position(0, 0), document.positionAt(document.getText().length));
    await editor.edit((edit) => edit.replace(all, text));
    const end = document.positionAt(document.getText().length);
    editor.selection = new Selection(end, end);
    await commands.executeCommand('telechat.suggest');
  }
  await commands.executeCommand('notifications.clearAll');
  require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  for (let round = 0; round < 5; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { heapUsed, external } = process.memoryUsage();
  fs.appendFileSync(folder + '/memory.jsonl', JSON.stringify({ heapUsed, external }) + '\\n');
`;

/** Notes in the page when there is ghost text after `typedAt`. */
const WATCH = `
  const ghost = () => document.querySelector('.ghost-text-decoration, .suggest-preview-text .view-line');
  new MutationObserver(() => {
    if (globalThis.typedAt === undefined || globalThis.shownAfter !== undefined || !ghost()) return;
    globalThis.shownAfter = performance.now() - globalThis.typedAt;
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
`;

interface Memory {
  readonly heapUsed: number;
  readonly external: number;
}

it('ghost text and chat in the workbench', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'telechat-guest-'));
  const guest = path.join(folder, 'guest.vsix');
  await packGuestExtension(guest, 'memory', 'Guest: Complete and Measure', COMPLETE_AND_MEASURE);
  const settings = JSON.stringify({ 'telechat.completion.debounce': 0 });
  const workbench = await Workbench.open({ 'text.md': '', '.vscode/settings.json': settings }, [guest]);
  const { page } = workbench;
  const { keyboard } = page;
  const measured: ({ after: string } & Memory)[] = [];

  async function measure(after: string, texts: readonly string[] = []): Promise<void> {
    await writeFile(path.join(workbench.folder, 'batch.json'), JSON.stringify(texts));
    await workbench.runCommand('Guest: Complete and Measure');
    for (;;) {
      const lines = await memoryLines();
      const line = lines[measured.length];
      if (line !== undefined) {
        measured.push({ after, ...(JSON.parse(line) as Memory) });
        console.log(measured.slice(-1).map(inMegabytes)[0]);
        return;
      }
      await page.waitForTimeout(200);
    }
  }

  async function memoryLines(): Promise<string[]> {
    const text = await readFile(path.join(workbench.folder, 'memory.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean);
  }

  /** Lengths of the completions that were computed so far. */
  async function lengths(): Promise<number[]> {
    const found = (await workbench.log()).matchAll(/completion of (\d+) characters/g);
    return [...found].map(([, length]) => Number(length));
  }

  /** Puts a text at the cursor. @returns milliseconds until there was ghost text; undefined where none came, or no request was made */
  async function typed(text: string): Promise<number | undefined> {
    const before = (await lengths()).length;
    await page.evaluate('globalThis.shownAfter = undefined; globalThis.typedAt = performance.now()');
    await keyboard.insertText(text);
    const end = performance.now() + PATIENCE_MS;
    while ((await lengths()).length === before && performance.now() < end) await page.waitForTimeout(30);
    if (((await lengths())[before] ?? 0) === 0) return undefined;
    const shown = page.waitForFunction('globalThis.shownAfter', undefined, { timeout: PATIENCE_MS });
    return shown.then((after) => after.jsonValue() as Promise<number>).catch(() => undefined);
  }

  /** Puts a text in the place of the document's, the last character as a keystroke. @returns what `typed` returns for that one */
  async function complete(text: string): Promise<number | undefined> {
    await keyboard.press('Escape');
    await keyboard.press('Control+A');
    await keyboard.insertText(text.slice(0, -1));
    return typed(text.slice(-1));
  }

  try {
    await workbench.openFile('text.md');
    await page.evaluate(WATCH);
    while (!(await workbench.log()).includes('activated in')) await page.waitForTimeout(100);
    await keyboard.type('为扎实推进移动办公应用，', { delay: 50 });
    while ((await lengths()).length === 0) await page.waitForTimeout(100);
    const times: number[] = [];
    for (const text of textsOf(5 * TIMED, 1)) {
      if (times.length === TIMED) break;
      const time = await complete(text);
      if (time !== undefined) times.push(time);
    }
    report(times);
    const texts = textsOf(WARM_UP + COMPLETIONS, 0);
    await measure(`${WARM_UP} completions`, texts.splice(0, WARM_UP));
    const batch = COMPLETIONS / POINTS;
    for (let done = batch; done <= COMPLETIONS; done += batch) {
      await measure(`${done} more`, texts.splice(0, batch));
    }
    console.log(`${(await lengths()).length} completions were computed`);
    await chat();
    const growth = (from: number, to: number) =>
      (((measured.at(to)?.heapUsed ?? NaN) - (measured.at(from)?.heapUsed ?? NaN)) / 2 ** 20).toFixed(1);
    console.log(
      `growth of the heap: ${growth(0, POINTS)} MiB in ${COMPLETIONS} completions, ${growth(POINTS + 1, -1)} MiB in ${TURNS} turns, ${growth(0, -1)} MiB in all`,
    );
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true });
  }

  async function chat(): Promise<void> {
    await workbench.runCommand('TeleChat: New Conversation');
    const view = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    const question = view.locator('.input-area textarea');
    let asked = 0;
    const ask = async () => {
      await question.fill('你能做什么？');
      await question.press('Enter');
      const turn = view.locator('.turn').nth(asked++);
      await turn.getByRole('button', { name: 'Regenerate' }).waitFor();
    };
    await question.waitFor();
    for (let turn = 0; turn < 5; turn++) await ask();
    await measure('5 turns');
    for (let turn = 1; turn <= TURNS; turn++) {
      await ask();
      if (turn % (TURNS / POINTS) === 0) await measure(`${turn} turns`);
    }
  }
});

/** Beginnings of the held-out documents, each of them once: an odd or an even number of characters is cut off. */
function textsOf(count: number, odd: 0 | 1): string[] {
  return Array.from({ length: count }, (_, index) => {
    const prefix = prefixes[index % prefixes.length] ?? '';
    return prefix.slice(0, prefix.length - odd - 2 * Math.floor(index / prefixes.length));
  });
}

function report(times: readonly number[]): void {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(sorted[Math.floor(share * sorted.length)] ?? NaN);
  console.log(
    `keystroke to ghost text on the screen, ${times.length} times: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`,
  );
}

function inMegabytes({ after, heapUsed, external }: { after: string } & Memory) {
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return { after, heapMiB: megabytes(heapUsed), externalMiB: megabytes(external) };
}
