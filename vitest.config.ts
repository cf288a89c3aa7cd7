import { defineConfig } from 'vitest/config';
import { webAssemblyForTests } from './scripts/webAssembly.mjs';

export default defineConfig({
  plugins: [webAssemblyForTests],
  test: {
    include: ['test/{unit,golden,faults}/**/*.test.ts'],
    // A machine that is busy with other work slows both threads of a model at each of their meetings: tenfold was seen.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
  },
});
