import { defineConfig } from 'vitest/config';
import { webAssemblyForTests } from './scripts/webAssembly.mjs';

export default defineConfig({
  plugins: [webAssemblyForTests],
  test: {
    include: ['test/{unit,golden,faults}/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
