import { defineConfig } from 'vitest/config';
import { webAssemblyForTests } from './scripts/webAssembly.mjs';

/** Measurements that need the product's own modules: `npx vitest run --config vitest.bench.config.ts <name>`. */
export default defineConfig({
  plugins: [webAssemblyForTests],
  test: { include: ['test/bench/*.ts'], testTimeout: 3_600_000, pool: 'forks', fileParallelism: false },
});
