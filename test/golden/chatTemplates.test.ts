import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JinjaError } from '../../src/telechat/jinja/jinjaError.ts';
import { JinjaTemplate } from '../../src/telechat/jinja/jinjaTemplate.ts';

interface Vectors {
  readonly now: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cases: readonly {
    readonly name: string;
    readonly template: string;
    readonly variables?: Readonly<Record<string, unknown>>;
    /** Absent where Jinja2 refuses. */
    readonly expected?: string;
  }[];
}

const file = new URL('chatTemplates.json', import.meta.url);
const { now, variables: common, cases }: Vectors = JSON.parse(readFileSync(file, 'utf8'));

describe('templates, as Jinja2 renders them for transformers', () => {
  it.each(cases)('$name', ({ template, variables, expected }) => {
    const render = () => new JinjaTemplate(template).render(variables ?? common, { now: new Date(now) });
    if (expected === undefined) expect(render).toThrow(JinjaError);
    else expect(render()).toBe(expected);
  });
});
