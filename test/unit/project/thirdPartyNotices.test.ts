import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noticesFile, thirdPartyNotices } from '../../../scripts/notices.mjs';
import { sbom } from '../../../scripts/sbom.mjs';

describe('THIRD-PARTY-NOTICES.txt', () => {
  it('is what `npm run notices` writes: a licence for everything that is bundled', async () => {
    const notices = await thirdPartyNotices();
    expect(notices).toContain('onnxruntime-node');
    // What a package of ours was bundled with before we got it.
    for (const name of ['minipass', 'minizlib', 'yallist', 'chownr'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(readFileSync(noticesFile, 'utf8') === notices, 'out of date: run `npm run notices`').toBe(true);
  });
});

describe('The bill of materials', () => {
  it('names what the notices name, with version and licence', async () => {
    const { bomFormat, specVersion, components } = JSON.parse(await sbom());
    expect({ bomFormat, specVersion }).toEqual({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const notices = readFileSync(noticesFile, 'utf8');
    for (const { name, version, purl, licenses } of components) {
      expect(notices).toContain(`\n${name} ${version}\n`);
      expect(purl).toMatch(/^pkg:npm\/[^@]+@\d/);
      expect(licenses).toHaveLength(1);
    }
    expect(components.length).toBeGreaterThan(50);
  });
});
