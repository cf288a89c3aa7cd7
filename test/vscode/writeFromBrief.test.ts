import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { headings, outlineTitles, progress, writingEnded } from '../support/documentForm.ts';
import { Workbench, whyNoWorkbench } from '../support/workbench.ts';

const COMMAND = 'TeleChat: Write from a Brief…';
const BRIEF =
  '请写一份关于智能客服系统升级的工作总结，\n包括知识库建设、意图识别优化、工单流转提速，800字左右';

/** The demo model follows no instructions: what is read out of a brief is read by rule. */
describe.skipIf(whyNoWorkbench())('Writing from a brief', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await Workbench.open({ 'brief.md': `${BRIEF}\n` });
  });

  afterEach(({ task }) => workbench.explainFailure(task));

  afterAll(() => workbench?.close());

  it('takes a text of several lines, shows what it says, then the outline, then the document', async () => {
    await workbench.openFile('brief.md');
    await workbench.runCommand(COMMAND);
    await workbench.pick('Where is the brief?', 'A new brief');
    await lens(/Go on with this brief/);
    await workbench.screenshot('brief-1-empty');
    // An attempt before may have left its own.
    await workbench.page.keyboard.press('Control+A');
    const [first = '', second = ''] = BRIEF.split('\n');
    await workbench.page.keyboard.insertText(first);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.insertText(second);
    await workbench.page.keyboard.press('Control+Enter');

    await lens(/Plan this document/);
    const read = await workbench.visibleText();
    expect(read).toContain('文种：工作总结\n标题：智能客服系统升级工作总结\n字数：约800字\n');
    expect(read).toContain('必须写到：\n- 知识库建设\n- 意图识别优化\n- 工单流转提速\n');
    await workbench.screenshot('brief-2-read');
    await workbench.page.keyboard.press('Enter');

    await lens(/Write this document/);
    const titles = await outlineTitles(workbench);
    await workbench.page.keyboard.press('Enter');
    await progress(workbench).waitFor();
    await writingEnded(workbench);
    await workbench.page.keyboard.press('Control+Home');
    await expect.poll(() => workbench.visibleText()).toMatch(/^# 智能客服系统升级工作总结\n/);
    const written = await workbench.visibleText();
    expect(headings(written)).toEqual(titles.slice(0, headings(written).length));
    await workbench.screenshot('brief-3-written');
  });

  it('begins with the open file where the person chooses it', async () => {
    await workbench.openFile('brief.md');
    await workbench.runCommand(COMMAND);
    await workbench.pick('Where is the brief?', 'The open file');
    await lens(/Go on with this brief/);
    expect(await workbench.visibleText()).toContain(BRIEF);
  });

  async function lens(text: RegExp): Promise<void> {
    await workbench.page.getByText(text).first().waitFor();
  }
});
