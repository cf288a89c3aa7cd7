import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/shared/errors.ts';
import { exportDocument } from '../../../../src/writing/export/exportDocument.ts';

const { signal } = new AbortController();

describe('exporting a document', () => {
  it.each(['', ' \n\n', '<!-- 批注 -->', '---\ntitle: 甲\n---\n'])(
    'refuses one with nothing in it: %j',
    async (markdown) => {
      for (const format of ['docx', 'pptx'] as const) {
        const failure = exportDocument(markdown, format, '甲', signal);
        await expect(failure).rejects.toThrow(UserError);
        await expect(failure).rejects.toThrow(/甲 — there is nothing in it/);
      }
    },
  );

  it('makes no slides of a document without headings, but a Word file', async () => {
    await expect(exportDocument('正文。', 'pptx', '甲', signal)).rejects.toThrow(/it has no heading/);
    expect((await exportDocument('正文。', 'docx', '甲', signal)).length).toBeGreaterThan(1000);
  });

  it('can be cancelled', async () => {
    const aborted = AbortSignal.abort();
    await expect(exportDocument('# 甲', 'docx', '甲', aborted)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
