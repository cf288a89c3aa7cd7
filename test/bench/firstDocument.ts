// From a .vsix in a fresh profile to the first document, in the real workbench: what a new user waits for, without the time
// to think and to type. Needs `npm run package`.
// Usage: npm run bench -- firstDocument
import { it } from 'vitest';
import { countCharacters } from '../../src/writing/text/measure.ts';
import { askForOutline, progress, REPORT, startWriting } from '../support/documentForm.ts';
import { Workbench } from '../support/workbench.ts';

it('the first document after installing', async () => {
  const started = performance.now();
  const after = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const workbench = await Workbench.open({ 'report.md': '' });
  try {
    console.log(`installed, the window is open: ${after()}`);
    await workbench.openFile('report.md');
    await askForOutline(workbench, REPORT);
    console.log(`the outline is there: ${after()}`);
    await startWriting(workbench, 'Enter');
    console.log(`the first sentence is there: ${after()}`);
    await progress(workbench).waitFor({ state: 'detached' });
    console.log(`the document is written: ${after()}`);
    console.log(`${countCharacters(await workbench.save('report.md'))} characters`);
  } finally {
    await workbench.close();
  }
});
