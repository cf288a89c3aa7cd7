import { defineConfig } from 'vitest/config';

/** Measurements that need the product's own modules: `npx vitest run --config vitest.bench.config.ts <name>`. */
export default defineConfig({
  test: { include: ['test/bench/**/*.ts'], testTimeout: 3_600_000, pool: 'forks', fileParallelism: false },
});
