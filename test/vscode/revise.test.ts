import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const COMMAND = 'TeleChat: Revise Selection…';
const PARAGRAPH = '为扎实做好智能客服系统升级，项目组统筹推进知识库建设和意图识别优化。';
const TEXT = `# 总结\n\n${PARAGRAPH}\n\n尾注：\n`;
const LINE = 2;

describe.skipIf(whyNoWorkbench())('Revising a selection in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({
      'accept.md': TEXT,
      'typing.md': TEXT,
      'changed.md': TEXT,
      'menu.txt': TEXT,
    });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('shows a diff; rejected it changes nothing, accepted it replaces the text, and one undo restores it', async () => {
    await selectParagraph('accept.md');
    await startExpanding();
    await workbench.screenshot('revise-1-streaming');
    await finished();
    await workbench.screenshot('revise-2-finished');
    await workbench.page.keyboard.press('Escape');
    await diff().waitFor({ state: 'detached' });
    await workbench.tab('accept.md').waitFor();
    expect(await workbench.tab('accept.md').getAttribute('class')).not.toContain('dirty');

    await selectParagraph('accept.md');
    await startExpanding();
    await finished();
    await workbench.page.keyboard.press('Enter');
    await diff().waitFor({ state: 'detached' });
    await workbench.screenshot('revise-3-accepted');
    const revised = paragraphOf(await workbench.save('accept.md'));
    expect(revised.length).toBeGreaterThan(PARAGRAPH.length);

    await workbench.undo();
    expect(await workbench.save('accept.md')).toBe(TEXT);
  });

  it('replaces the text although the person typed above and below meanwhile; a second revision has to wait', async () => {
    await selectParagraph('typing.md');
    await startExpanding();
    await finished();
    await backTo('typing.md');
    const { keyboard } = workbench.page;
    await keyboard.press('Control+Home');
    await keyboard.insertText('上面打的字\n');
    await keyboard.press('Control+End');
    await keyboard.insertText('下面打的字');
    await workbench.screenshot('revise-4-lenses');
    await workbench.runCommand(COMMAND);
    await workbench.notification(/Another revision is under way/).waitFor();
    await lens('Accept the revision').click();
    await diff().waitFor({ state: 'detached' });

    const text = await workbench.save('typing.md');
    expect(text.startsWith('上面打的字\n# 总结\n\n')).toBe(true);
    expect(text.endsWith('\n\n尾注：\n下面打的字')).toBe(true);
    expect(text).not.toContain(PARAGRAPH);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('does not overwrite a text that was changed meanwhile, and offers the revision elsewhere', async () => {
    await selectParagraph('changed.md');
    await startExpanding();
    await finished();
    await backTo('changed.md');
    await goToParagraph();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.insertText('（改动）');
    const changed = TEXT.replace('为扎实', '为（改动）扎实');
    await expect.poll(() => workbench.visibleText()).toContain('为（改动）扎实');
    await lens('Accept the revision').click();
    await workbench.notification(/changed meanwhile/).waitFor();
    await workbench.screenshot('revise-5-changed');
    await workbench.page.getByText('Open in a New Editor').click();
    await diff().waitFor({ state: 'detached' });
    await workbench.tab('Untitled').waitFor();
    await workbench.tab('changed.md').click();
    expect(await workbench.save('changed.md')).toBe(changed);
  });

  it('is offered in the menu of a plain text, on the paragraph at the cursor; closing the diff rejects', async () => {
    await workbench.openFile('menu.txt');
    await goToParagraph();
    await workbench.page.keyboard.press('Shift+F10');
    await workbench.page.getByRole('menuitem', { name: 'TeleChat: Revise' }).hover();
    await workbench.screenshot('revise-6-menu');
    const expand = workbench.page.getByRole('menuitem', { name: 'Expand' });
    await expand.waitFor();
    // A menu takes no click at first, since it may have opened under the pointer.
    await workbench.page.waitForTimeout(500);
    await expand.click();
    await diff().waitFor();
    await finished();
    await diff().locator('.tab-actions .action-label').click();
    await diff().waitFor({ state: 'detached' });
    expect(await workbench.tab('menu.txt').getAttribute('class')).not.toContain('dirty');
    await workbench.openFile('menu.txt');
    await goToParagraph();
    await workbench.runCommand(COMMAND);
    await workbench.pick('What is to be done', 'Expand');
    await diff().waitFor();
    await finished();
    await workbench.page.keyboard.press('Escape');
    await diff().waitFor({ state: 'detached' });
  });

  async function selectParagraph(name: string): Promise<void> {
    await workbench.openFile(name);
    await goToParagraph();
    await workbench.page.keyboard.press('Shift+End');
  }

  async function goToParagraph(): Promise<void> {
    const { keyboard } = workbench.page;
    await keyboard.press('Control+Home');
    for (let line = 0; line < LINE; line++) await keyboard.press('ArrowDown');
  }

  async function startExpanding(): Promise<void> {
    await workbench.runCommand(COMMAND);
    await workbench.pick('What is to be done', 'Expand');
    await diff().waitFor();
  }

  function diff() {
    return workbench.tab(/Enter accepts, Escape rejects/);
  }

  function lens(title: string) {
    return workbench.page.locator('.codelens-decoration a', { hasText: title });
  }

  /** Waits until the revision can be accepted. */
  async function finished(): Promise<void> {
    await workbench.page
      .locator('.editor-actions .action-item:not(.disabled) [aria-label*="Accept the Revision"]')
      .waitFor();
  }

  /** Leaves the diff open and goes back to the text. */
  async function backTo(name: string): Promise<void> {
    await workbench.tab(name).first().click();
    await lens('Accept the revision').waitFor();
  }

  function paragraphOf(text: string): string {
    const [, , paragraph = ''] = text.split(/^(# 总结\n\n|\n\n尾注：\n)/m);
    return paragraph;
  }
});
