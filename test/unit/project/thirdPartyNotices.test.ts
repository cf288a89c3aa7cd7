import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noticesFile, thirdPartyNotices } from '../../../scripts/notices.mjs';

describe('THIRD-PARTY-NOTICES.txt', () => {
  it('is what `npm run notices` writes: a licence for everything that is bundled', async () => {
    const notices = await thirdPartyNotices();
    expect(notices).toContain('onnxruntime-node');
    expect(readFileSync(noticesFile, 'utf8') === notices, 'out of date: run `npm run notices`').toBe(true);
  });
});
