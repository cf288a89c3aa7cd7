import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { program } from '../../support/program.ts';
import { thinkingModel } from '../../support/thinkingModel.ts';

function generate(...args: string[]): { stdout: string; stderr: string } {
  const options = ['--max-tokens', '5', '--greedy', ...args];
  return spawnSync(process.execPath, [program('cli.js'), 'generate', ...options], { encoding: 'utf8' });
}

describe('`generate` with a model that thinks', () => {
  it('prints to stdout what the model answers, and what it thinks before to stderr', async () => {
    const model = await thinkingModel();
    await inTemporaryFolder(async (folder) => {
      const dialog = path.join(folder, 'dialog.json');
      await writeFile(dialog, JSON.stringify([{ role: 'user', content: '你好' }]));
      const { stdout, stderr } = generate('--model', model, '--dialog', dialog);
      expect({ stdout, thought: stderr.length > 0 }).toEqual({ stdout: '\n', thought: true });
      const told = JSON.parse(generate('--model', model, '--dialog', dialog, '--json').stdout) as object;
      expect(told).toMatchObject({ text: '', thinking: stderr });
    });
  });

  it('continues a raw text as it comes', async () => {
    const model = await thinkingModel();
    await inTemporaryFolder(async (folder) => {
      const prompt = path.join(folder, 'prompt.txt');
      await writeFile(prompt, '<_user>你好<_bot><think>\n');
      const { stdout, stderr } = generate('--model', model, '--prompt-file', prompt);
      expect({ printed: stdout.length > 1, stderr }).toEqual({ printed: true, stderr: '' });
    });
  });
});
