// A real sidecar under mixed requests and cancels for a time, and whether its memory and its parent's stay flat.
// Usage: node test/bench/soak.mjs [minutes, default 10] [model folder]. Exit code 1 when memory is not flat.
import { DEMO_MODEL, productModules, startEngine } from './productModules.mjs';

const LINES = 20;

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) throw new Error('give the minutes as a number, such as 10');
const { soak, memoryTrend, ...product } = await productModules([
  "export { soak } from './test/support/soak.ts';",
  "export { memoryTrend } from './test/support/memoryTrend.ts';",
]);
const engine = startEngine(product, {}, process.argv[3] ?? DEMO_MODEL);
const started = performance.now();
let lines = 0;

/** Prints a line now and then. @returns whether the time is over */
function follow({ requests, cancelled }, sidecar, parent) {
  const seconds = (performance.now() - started) / 1000;
  if (seconds >= (lines / LINES) * minutes * 60) {
    lines++;
    const [ofSidecar, ofParent] = [sidecar, parent].map(
      ({ mebibytes }) => `${mebibytes.toFixed(0).padStart(5)} MiB`,
    );
    const counts = `${requests} requests, ${cancelled} of them cancelled`;
    console.log(`${seconds.toFixed(0).padStart(6)} s  sidecar ${ofSidecar}  parent ${ofParent}  ${counts}`);
  }
  return seconds >= minutes * 60;
}

try {
  const { counts, sidecar, parent } = await soak(engine, follow);
  console.log(
    `${counts.requests} requests, ${counts.cancelled} of them cancelled, ${counts.tokens} tokens of whole answers`,
  );
  for (const [name, samples] of Object.entries({ sidecar, parent })) {
    const { growthMebibytes, mebibytesPer1000Requests, allowedMebibytes, isFlat } = memoryTrend(samples);
    console.log(
      `${name} ${isFlat ? 'flat' : 'NOT FLAT'}: ${growthMebibytes.toFixed(1)} MiB of growth over the last two thirds, ` +
        `${mebibytesPer1000Requests.toFixed(2)} in 1000 requests; less than ${allowedMebibytes.toFixed(1)} is flat`,
    );
    if (!isFlat) process.exitCode = 1;
  }
} finally {
  await engine.dispose();
}
