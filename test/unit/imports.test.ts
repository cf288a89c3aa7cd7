import { cruise, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, it } from 'vitest';
import configuration from '../../.dependency-cruiser.cjs';

// A .cjs file's literals are wider than the rule types; dependency-cruiser itself validates them.
const forbidden = configuration.forbidden as unknown as IForbiddenRuleType[];

describe('The arrows of the house', () => {
  it('run down only: editor and cli → writing, service → engine ← sidecar → telechat → onnx, checkpoint', async () => {
    const { output } = await cruise(
      ['src'],
      { ruleSet: { forbidden }, ...configuration.options },
      {},
      { tsConfig: extractTSConfig('tsconfig.json') },
    );
    if (typeof output === 'string') throw new Error(output);
    expect(output.summary.totalCruised).toBeGreaterThan(20);
    expect(output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual(
      [],
    );
  }, 300_000);
});
