import { cruise, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, it } from 'vitest';
import configuration from '../../../.dependency-cruiser.cjs';

// A .cjs file's literals are wider than the rule types; dependency-cruiser itself validates them.
const forbidden = configuration.forbidden as unknown as IForbiddenRuleType[];
/** It is broken, as it should be: were it not in the result, nothing would have been looked for. */
const LOOKED_FOR: IForbiddenRuleType = {
  name: 'looked-for',
  severity: 'info',
  from: { path: '^src/extension\\.ts$' },
  to: { path: '^src/editor/' },
};

describe('The arrows of the house', () => {
  it('run down only: editor and cli → writing, service → engine ← sidecar → telechat → onnx, checkpoint', async () => {
    const { output } = await cruise(
      ['src'],
      { validate: true, ruleSet: { forbidden: [...forbidden, LOOKED_FOR] }, ...configuration.options },
      {},
      { tsConfig: extractTSConfig('tsconfig.json') },
    );
    if (typeof output === 'string') throw new Error(output);
    expect(output.summary.totalCruised).toBeGreaterThan(20);
    const found = output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
    expect(found.some((line) => line.startsWith('looked-for'))).toBe(true);
    expect(found.filter((line) => !line.startsWith('looked-for'))).toEqual([]);
  }, 300_000);
});
