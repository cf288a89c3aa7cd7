import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { listModels } from '../../../src/hub/models/listModels.ts';
import { listUnfinishedPulls, writePullRecord } from '../../../src/hub/models/pullRecord.ts';
import { removePulled } from '../../../src/hub/models/removePulled.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { demoModel } from '../../support/program.ts';

it('Whatever is wrong with a model or with the record of a pull, it is named, and the others are listed', async () => {
  await inTemporaryFolder(async (models) => {
    await cp(demoModel, path.join(models, 'good'), { recursive: true });
    await mkdir(path.join(models, 'manifest-is-folder', 'telechat.json'), { recursive: true });
    await symlink('/nowhere', path.join(models, 'unplugged'));
    await writePullRecord(models, 'going-on', { from: 'a/b', source: 'modelscope', stage: 'download' });
    const pulls = path.join(models, '.pulls');
    await mkdir(path.join(pulls, 'folder.json'));
    await symlink('/nowhere', path.join(pulls, 'link.json'));
    const records = {
      'no-json': '{"from":',
      'other-types': '{"from":1,"stage":"download"}',
      'no-repository': '{"from":"..","source":"modelscope","stage":"download"}',
      'no-source': '{"from":"a/b","source":"nowhere","stage":"download"}',
    };
    for (const [name, text] of Object.entries(records))
      await writeFile(path.join(pulls, `${name}.json`), text);

    const listed = await listModels(models);
    const broken = ['manifest-is-folder', 'unplugged', 'folder', 'link', ...Object.keys(records)];
    expect(listed.flatMap((model) => (model.broken ? model.name : [])).sort()).toEqual(broken.sort());
    expect(listed.flatMap((model) => (model.broken ? [] : model.name))).toEqual(['good']);
    expect((await listUnfinishedPulls(models)).map(({ name }) => name)).toEqual(['going-on']);

    for (const name of ['folder', 'link', ...Object.keys(records)]) await removePulled(models, name);
    const left = (await listModels(models)).map(({ name }) => name);
    expect(left.sort()).toEqual(['good', 'manifest-is-folder', 'unplugged']);
  });
});
