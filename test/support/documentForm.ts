import { documentKinds } from '../../src/writing/documents/index.ts';
import type { Workbench } from './workbench.ts';

/** So often in a row the notification must not be there, to be gone. */
const ABSENCES = 5;
const ABSENCE_MS = 150;
const WRITE_COMMAND = 'TeleChat: Write a Document…';

export interface Answers {
  readonly kind: string;
  readonly topic: string;
  /** Answers to the kind's own fields by the English label; the others are left empty. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly points: string;
  readonly length: string;
  /** Default: none. */
  readonly sources?: string;
}

export const REPORT: Answers = {
  kind: '工作总结',
  topic: '智能客服系统升级',
  points: '知识库建设，意图识别优化，工单流转提速',
  length: '900',
};

/**
 * Runs the command, answers its form and waits for the outline, which then has the focus.
 * @param command one that names the kind, instead of the general one
 */
export async function askForOutline(
  workbench: Workbench,
  answers: Answers,
  command = WRITE_COMMAND,
): Promise<void> {
  const { kind, topic, fields = {} } = answers;
  await workbench.runCommand(command);
  if (command === WRITE_COMMAND) await workbench.pick('What kind of document?', kind);
  await workbench.answer('What is it about?', topic);
  const supplied = documentKinds.find(({ name }) => name === kind);
  const labels = supplied?.fields.map(({ englishLabel }) => englishLabel) ?? Object.keys(fields);
  for (const label of labels) await workbench.answer(label, fields[label] ?? '');
  await workbench.answer('Key points to cover', answers.points);
  await workbench.answer('How many characters', answers.length);
  await workbench.pick('What is it to draw on?', answers.sources ?? 'No sources');
  await workbench.page
    .getByText(/Write this document:/)
    .first()
    .waitFor();
}

/** Titles of the outline on the screen, in order. */
export async function outlineTitles(workbench: Workbench): Promise<string[]> {
  return [...(await workbench.visibleText()).matchAll(/^[一二三四五六七八九十]+、(.+?)（约\d+字）/gm)].map(
    ([, title = '']) => title,
  );
}

/** Accepts the outline and waits until the first characters under its first heading are there. */
export async function startWriting(workbench: Workbench, key: 'Enter' | 'Control+Enter'): Promise<void> {
  await workbench.page.keyboard.press(key);
  await workbench.page
    .locator('.view-line', { hasText: /^[^#]*[\u4e00-\u9fff]{4}.*。/ })
    .first()
    .waitFor();
}

/** The progress notification while a document is being written. */
export function progress(workbench: Workbench) {
  return workbench.notification(/Writing/);
}

/** Waits until nothing is being written. With each message the notification is drawn anew, and for a moment is not there. */
export async function writingEnded(workbench: Workbench): Promise<void> {
  for (let absences = 0; absences < ABSENCES; ) {
    absences = (await progress(workbench).count()) === 0 ? absences + 1 : 0;
    await workbench.page.waitForTimeout(ABSENCE_MS);
  }
}

/** Level-two headings of a Markdown text without their numbers. */
export function headings(markdown: string): string[] {
  return [...markdown.matchAll(/^## (?:[一二三四五六七八九十]+、)?(.+)$/gm)].map(([, title = '']) => title);
}
