import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoModel } from './program.ts';

/**
 * The demo model, with a template that opens the thinking: as it never closes it, all that it says is thinking.
 * @returns its folder, of which nobody is rid
 */
export async function thinkingModel(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thinking-'));
  await cp(demoModel, folder, { recursive: true });
  const template = '{% for m in messages %}<_user>{{ m.content }}{% endfor %}<_bot><think>\n';
  await writeFile(path.join(folder, 'chat_template.jinja'), template);
  return folder;
}
