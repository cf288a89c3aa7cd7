import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadChatTemplate } from '../../../src/telechat/chat/chatTemplate.ts';
import { importCheckpoint } from '../../../src/telechat/import/importer.ts';
import { loadTokenizer } from '../../../src/telechat/tokenizer/load.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { goldenPath } from '../../support/golden.ts';

const POINTER =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 2097152\n';
const PAGE = '<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>';

const FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.model',
  'tokenizer_config.json',
  'pytorch_model.bin.index.json',
  'pytorch_model_00003-of-00006.bin',
];

it.each(
  FILES.flatMap(
    (file) =>
      [
        [file, 'a Git LFS pointer', POINTER, /is a Git LFS pointer/],
        [file, 'a web page', PAGE, /is a web page/],
        [file, 'nothing', '', /is empty/],
      ] as const,
  ),
)(
  'A checkpoint whose %s is %s is refused for it before its weights are read',
  async (file, _what, content, why) => {
    await inTemporaryFolder(async (folder) => {
      const checkpoint = path.join(folder, 'checkpoint');
      await cp(goldenPath('models', 'tiny-12b', 'bin'), checkpoint, { recursive: true });
      await writeFile(path.join(checkpoint, file), content);
      const imported = importCheckpoint({ checkpoint, out: path.join(folder, 'model') });
      await expect(imported).rejects.toThrow(why);
      await expect(imported).rejects.toThrow(file);
    });
  },
);

it('A tokenizer that is cut short is found before the weights are converted', async () => {
  await inTemporaryFolder(async (folder) => {
    const checkpoint = path.join(folder, 'checkpoint');
    await cp(goldenPath('models', 'tiny-12b', 'bin'), checkpoint, { recursive: true });
    const file = path.join(checkpoint, 'tokenizer.model');
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.length / 2));
    const imported = importCheckpoint({ checkpoint, out: path.join(folder, 'model') });
    await expect(imported).rejects.toThrow(/tokenizer\.model — it is damaged/);
  });
});

it.each([
  ['a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, as PowerShell writes', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
])('Text files with %s and the line ends of Windows are read as those without', async (_, encode) => {
  await inTemporaryFolder(async (folder) => {
    const checkpoint = path.join(folder, 'checkpoint');
    await cp(goldenPath('models', 'tiny-12b', 'bin'), checkpoint, { recursive: true });
    const template = '{% for m in messages %}\n<_user>{{ m.content }}\n{% endfor %}\n<_bot>';
    await writeFile(path.join(checkpoint, 'chat_template.jinja'), template);
    const plain = await loadChatTemplate(checkpoint);
    const texts = [...FILES.filter((each) => each.endsWith('.json')), 'chat_template.jinja'];
    for (const name of texts) {
      const file = path.join(checkpoint, name);
      await writeFile(file, encode((await readFile(file, 'utf8')).replaceAll('\n', '\r\n')));
    }
    const model = path.join(folder, 'model');
    const { bytes } = await importCheckpoint({ checkpoint, out: model });
    expect(bytes).toBeGreaterThan(0);
    const tokenizer = await loadTokenizer(model);
    const asked = [{ role: 'user' as const, content: '你好' }];
    const prompt = (await loadChatTemplate(model))?.render(asked, tokenizer);
    expect(prompt).toEqual(plain?.render(asked, tokenizer));
    expect(tokenizer.decode(prompt ?? [])).not.toContain('\uFEFF');
  });
});
