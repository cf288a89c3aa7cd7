// `npm test`: build, static checks, tests, then the packaged extension in a real workbench; one line of figures at the end.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { check } from './check.mjs';
import { bin, exitCode, root, run } from './run.mjs';

const SUITES = [
  { name: 'unit, golden and fault tests', config: 'vitest.config.ts' },
  { name: 'editor tests', config: 'vitest.vscode.config.ts', before: prepareEditor },
];

const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
await mkdir(path.join(root, 'out'), { recursive: true });
await run(process.execPath, ['esbuild.js']);
await check();
for (const suite of SUITES) await runSuite(suite);

// Once more at the end: a log of thousands of lines is read from there, and often cut to it.
for (const { name, messages } of failures) console.log(`\nFailed: ${name}\n${messages.join('\n')}`);
const skipped = totals.skipped ? `, ${totals.skipped} skipped` : '';
if (totals.passed === 0) console.error('No test passed.');
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

async function runSuite({ name, config, before }) {
  console.log(`\n# ${name}`);
  const report = path.join(root, 'out', `${config}.json`);
  await rm(report, { force: true });
  await before?.();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await exitCode(process.execPath, [
    bin('vitest', 'vitest'),
    'run',
    '--config',
    config,
    ...reporters,
  ]);
  const figures = await readReport(report);
  totals.passed += figures.numPassedTests;
  totals.skipped += figures.numPendingTests + figures.numTodoTests;
  // A file that does not load and an unhandled error fail the run without failing a test.
  totals.failed += figures.numFailedTests || (code === 0 ? 0 : 1);
  failures.push(...figures.testResults.flatMap(failuresOf));
}

/** What failed of a test file: its tests, or the file itself where it does not load. */
function failuresOf({ name, message, assertionResults }) {
  const file = path.relative(root, name);
  const tests = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ name: `${file}: ${fullName}`, messages: failureMessages }));
  return message ? [{ name: file, messages: [message] }, ...tests] : tests;
}

async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  }
}

/** The package under test, and the workbench where one can be had; the tests themselves say when it is missing. */
async function prepareEditor() {
  await run(process.execPath, ['scripts/package.mjs']);
  if (process.platform !== 'linux') return;
  console.log('Looking for the workbench in .vscode-e2e; installing it takes some minutes and 1 GB, once.');
  if ((await exitCode('bash', ['scripts/setup-workbench.sh'])) !== 0) console.log('There is no workbench.');
}
