import { defineConfig } from 'vitest/config';
import { webAssemblyForTests } from './scripts/webAssembly.mjs';

/** The packaged extension in a real workbench: one at a time, and patient with slow machines. */
export default defineConfig({
  plugins: [webAssemblyForTests],
  test: {
    include: ['test/vscode/**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    // A click or a key that comes while the workbench moves is lost now and then: what fails twice has failed.
    retry: 1,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    fileParallelism: false,
  },
});
