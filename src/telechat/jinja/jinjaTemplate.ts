import { Budget, RENDER_LIMITS, type RenderLimits } from './budget.ts';
import { Interpreter } from './interpreter.ts';
import { JinjaLimitError } from './jinjaError.ts';
import { allFilters } from './library/choosing.ts';
import { globalFunctions } from './library/globals.ts';
import { tests } from './library/tests.ts';
import { Scope } from './scope.ts';
import type { Statement } from './syntax/nodes.ts';
import { parse } from './syntax/parser.ts';
import { METHODS } from './values/attributes.ts';
import { Float, type Value } from './values/values.ts';

const KNOWN = {
  filters: new Set(allFilters.keys()),
  tests: new Set(tests.keys()),
  methods: METHODS,
};

/** What a template can see of the world, and may use up of it. */
export interface RenderOptions {
  readonly limits?: RenderLimits;
  /** What `strftime_now` tells; the present when absent. */
  readonly now?: Date;
}

/**
 * A Jinja template as transformers renders chat templates: Jinja2 3.1's immutable sandbox with trim_blocks,
 * lstrip_blocks, loop controls, `generation`, `tojson` that escapes no HTML, `raise_exception` and `strftime_now`.
 * It reaches nothing but the variables that it is given.
 */
export class JinjaTemplate {
  private readonly body: readonly Statement[];

  /** @throws JinjaError for what is no Jinja, or not supported: it names the construct */
  constructor(source: string) {
    this.body = notTooDeep(() => parse(source, KNOWN));
  }

  /**
   * @param variables values of JSON
   * @throws JinjaError when the template refuses them, JinjaLimitError when it takes too much
   */
  render(variables: Readonly<Record<string, unknown>>, options: RenderOptions = {}): string {
    const budget = new Budget(options.limits ?? RENDER_LIMITS);
    const scope = new Scope();
    for (const callable of globalFunctions(budget, options.now ?? new Date()))
      scope.set(callable.name, callable);
    for (const [name, value] of Object.entries(variables)) scope.set(name, toValue(value));
    return notTooDeep(() => new Interpreter(budget).render(this.body, new Scope(scope)));
  }
}

/** What is nested too deep for the stack of this process is beyond any bound. */
function notTooDeep<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof RangeError) throw new JinjaLimitError('it is nested too deep', { cause: error });
    throw error;
  }
}

function toValue(json: unknown): Value {
  if (typeof json === 'string' || typeof json === 'boolean' || json === null) return json;
  if (typeof json === 'number') return Number.isInteger(json) ? json : new Float(json);
  if (Array.isArray(json)) return json.map(toValue);
  return new Map(Object.entries(json ?? {}).map(([key, value]) => [key, toValue(value)]));
}
