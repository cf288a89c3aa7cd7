import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { RunnerTask } from 'vitest';
import { root } from '../../scripts/run.mjs';
import { findWorkbench, installExtension, type Server, startServer } from '../../scripts/workbench.mjs';

/** Patience with a slow machine. */
const TIMEOUT_MS = 240_000;

/** How long the extension host may take to start, and how often the window is loaded. */
const EXTENSION_HOST_MS = 180_000;
const LOADS = 4;

/** Characters of the log that a failure shows. */
const LOGGED = 4000;

/** How long a command is looked for in one palette, and in how many. */
const PALETTE_MS = 10_000;
const PALETTES = 10;
/** A file that was double-clicked opens at once, but for a busy machine. */
const OPENING_MS = 20_000;

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The workbench may ask for nothing outside this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** What only costs painting. */
const CALM = {
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.wordBasedSuggestions': 'off',
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
  'explorer.autoReveal': false,
};

const vsix = path.join(root, 'out', `telechat-writer-${process.platform}-${process.arch}.vsix`);
/** The shell without Chromium's own windows: on a slow machine it leaves twice as much to the workbench. */
const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

// What runs in the page is text here: the types of a browser are not those of the tests.
/** The lines on the screen from top to bottom; the order in the page is another. */
const VISIBLE_TEXT = `[...document.querySelectorAll('.editor-instance .view-line')]
  .sort((a, b) => parseInt(a.style.top) - parseInt(b.style.top))
  .map((line) => line.textContent)
  .join('\\n')`;

const COUNT_STEPS = `
  globalThis.textSteps = 0;
  let shown = '';
  new MutationObserver(() => {
    const text = ${VISIBLE_TEXT};
    if (text === shown) return;
    shown = text;
    globalThis.textSteps += 1;
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
`;

/** Why the editor tests cannot run here, or undefined when they can. On CI that is a failure, not a reason to skip. */
export function whyNoWorkbench(): string | undefined {
  const reason = !findWorkbench()
    ? 'there is no workbench in .vscode-e2e; run scripts/setup-workbench.sh'
    : !existsSync(chromiumPath)
      ? `there is no ${chromiumPath}; run scripts/setup-workbench.sh`
      : !existsSync(vsix)
        ? 'there is no package; run npm run package'
        : undefined;
  if (reason && process.env.CI) throw new Error(`The editor tests cannot run: ${reason}`);
  if (reason) console.warn(`The editor tests are skipped: ${reason}`);
  return reason;
}

/** A real workbench with the packaged extension, driven as a person drives it: keys, clicks and what is on the screen. */
export class Workbench {
  private constructor(
    readonly page: Page,
    readonly folder: string,
    private readonly profile: string,
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  /**
   * Opens a folder with these files in a fresh profile.
   * @param guests packages of other extensions that are installed beside ours
   * @param settings of the user, beside those that keep the workbench quiet
   */
  static async open(
    files: Record<string, string>,
    guests: readonly string[] = [],
    settings: Record<string, unknown> = {},
  ): Promise<Workbench> {
    const workbench = findWorkbench();
    if (!workbench) throw new Error('there is no workbench');
    const temporary = await mkdtemp(path.join(tmpdir(), 'telechat-vscode-'));
    const profile = path.join(temporary, 'profile');
    const folder = path.join(temporary, 'workspace');
    await mkdir(folder);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    for (const extension of [vsix, ...guests]) await installExtension(workbench, profile, extension);
    const server = await startServer(workbench, profile, { ...CALM, ...settings });
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: CHROMIUM_FLAGS,
      timeout: TIMEOUT_MS,
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const opened = new Workbench(page, folder, profile, browser, server);
    try {
      page.setDefaultTimeout(TIMEOUT_MS);
      await page.goto(`${server.url}/?folder=${encodeURI(folder)}`, { waitUntil: 'commit' });
      await opened.extensionHostReady();
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(path.dirname(this.profile), { recursive: true, force: true, maxRetries: 10 });
  }

  /** Closes the window, unsaved changes or not, and opens it again. */
  async reload(): Promise<void> {
    this.page.once('dialog', (dialog) => void dialog.accept());
    await this.page.reload({ waitUntil: 'commit' });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Chooses a command in the palette by its label. */
  async runCommand(label: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
    // The palette has the commands that were known when it was opened; in a window that has just begun some come later.
    for (let attempt = 1; !(await row.isVisible()); attempt++) {
      await this.page.keyboard.press('F1');
      await this.quickInput.fill(`>${label}`);
      await row.waitFor({ timeout: attempt === PALETTES ? TIMEOUT_MS : PALETTE_MS }).catch((error) => {
        if (attempt === PALETTES) throw error;
        return this.page.keyboard.press('Escape');
      });
    }
    await this.page.keyboard.press('Enter');
  }

  /** Shows the Explorer, whatever has the keyboard: keys pressed in another page arrive late. */
  async showExplorer(): Promise<void> {
    const files = this.page.locator('.explorer-folders-view .monaco-list-row');
    if (await files.first().isVisible()) return;
    // The item as a whole: a badge with the number of unsaved files covers its label.
    await this.page.locator('.activitybar .action-item:has([aria-label^="Explorer"])').click();
    await files.first().waitFor();
  }

  /** Opens a file of the folder in an editor that has the focus; once more where the list changed under the click. */
  async openFile(name: string): Promise<void> {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    const opened = async (timeout: number) => {
      await row.dblclick();
      await this.tab(name).waitFor({ timeout });
    };
    await opened(OPENING_MS).catch(() => opened(TIMEOUT_MS));
    await this.editorFocused();
  }

  /** Answers one step of a form: picks the item with this text, once the form asks `prompt`. */
  async pick(prompt: string, item: string): Promise<void> {
    await this.page.locator(`.quick-input-widget input[placeholder*="${prompt}"]`).waitFor();
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: item }).click();
  }

  /** Answers one step of a form with text. */
  async answer(prompt: string, text: string): Promise<void> {
    await this.page.locator('.quick-input-message', { hasText: prompt }).waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  tab(name: string | RegExp) {
    return this.page.locator('.tabs-container .tab', { hasText: name });
  }

  notification(text: string | RegExp) {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** Waits until keys go to the editor, which the workbench sees to when it opens a file. */
  private async editorFocused(): Promise<void> {
    await this.page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
  }

  /** What the editor shows; lines outside the window are not there. */
  async visibleText(): Promise<string> {
    const text = await this.page.evaluate<string>(VISIBLE_TEXT);
    return text.replaceAll('\u00a0', ' ');
  }

  /** Saves the active editor. @returns the text of its file */
  async save(name: string): Promise<string> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tabs-container .tab.active:not(.dirty)', { hasText: name }).waitFor();
    return readFile(path.join(this.folder, name), 'utf8');
  }

  /** Takes back one step in the active editor, whose file was saved just before. */
  async undo(): Promise<void> {
    await this.page.keyboard.press('Control+Z');
    await this.page.locator('.tabs-container .tab.active.dirty').waitFor();
  }

  /** From now on counts how often the text on the screen changes. @returns asks for the count */
  async countSteps(): Promise<() => Promise<number>> {
    await this.page.evaluate(COUNT_STEPS);
    return () => this.page.evaluate<number>('globalThis.textSteps');
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'out', 'screenshots');
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** After a test that failed: what was on the screen as a picture, and what the extension had logged. */
  async explainFailure({ name, result }: RunnerTask): Promise<void> {
    if (result?.state !== 'fail') return;
    await this.screenshot(`failed-${name.slice(0, 40).replaceAll('/', ' ')}`);
    console.error(`The end of the extension's log:\n${(await this.log()).slice(-LOGGED)}`);
  }

  /** The extension's own log. */
  log(): Promise<string> {
    return this.logs('TeleChat.log');
  }

  /** Paths of the files that the extension keeps in a folder of its storage. */
  async storedFiles(name: string): Promise<string[]> {
    const files = await readdir(path.join(this.profile, 'User'), { recursive: true });
    const stored = files.filter(
      (file) =>
        file.includes('telechat-writer') &&
        path.basename(path.dirname(file)) === name &&
        // Not what is just being written.
        file.endsWith('.json'),
    );
    return stored.map((file) => path.join(this.profile, 'User', file));
  }

  /** Process ids of the sidecars that this workbench's extension has started. */
  async sidecars(): Promise<number[]> {
    const found: number[] = [];
    for (const entry of await readdir('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
      if (command.includes(this.profile) && /dist\/sidecar\.js/.test(command)) found.push(Number(entry));
    }
    return found;
  }

  /** A window that loses its extension host while it starts gets it back only when it is loaded again. */
  private async extensionHostReady(): Promise<void> {
    for (let load = 1; ; load++) {
      await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
      for (
        const end = Date.now() + EXTENSION_HOST_MS;
        Date.now() < end;
        await this.page.waitForTimeout(500)
      ) {
        if ((await this.logs('exthost.log')).includes('Eager extensions activated')) return;
      }
      if (load === LOADS) throw new Error('the extension host did not start');
      await this.page.reload({ waitUntil: 'commit' });
    }
  }

  /** What the log files whose names end so say together. */
  private async logs(ending: string): Promise<string> {
    const files = await readdir(path.join(this.profile, 'logs'), { recursive: true });
    const logs = files.filter((file) => file.endsWith(ending));
    const texts = await Promise.all(
      logs.map((file) => readFile(path.join(this.profile, 'logs', file), 'utf8')),
    );
    return texts.join('\n');
  }

  private get quickInput() {
    return this.page.locator('.quick-input-widget input:is([type=text], [type=password])');
  }
}
