// What the rounds of a comparison say, and how it is printed.

/**
 * @param rounds of each: { ours, theirs }, what the two processes printed
 * @param bytesPerSecond that the machine reads
 * @returns rows with medians of both sides, and of the ratios of each round
 */
export function comparison(rounds, bytesPerSecond) {
  const row = (name, unit, value) => ({
    name,
    unit,
    ours: median(rounds.map(({ ours }) => value(ours))),
    theirs: median(rounds.map(({ theirs }) => value(theirs))),
    ratio: median(rounds.map(({ ours, theirs }) => value(ours) / value(theirs))),
  });
  const prompts = promptsOf(rounds[0].ours).map(({ prompt }) => prompt);
  const at = (prompt, key) => (side) => promptsOf(side).find((speeds) => speeds.prompt === prompt)[key];
  const share = (prompt, bytes) => (side) =>
    (at(prompt, 'decodeTokensPerSecond')(side) * bytes(side)) / bytesPerSecond;
  const rows = [
    ...prompts.map((prompt) => row(`prefill of ${prompt}`, 'tokens/s', at(prompt, 'prefillTokensPerSecond'))),
    ...prompts.map((prompt) =>
      row(`decode after ${prompt}`, 'tokens/s', at(prompt, 'decodeTokensPerSecond')),
    ),
    ...prompts.map((prompt) =>
      row(
        `bandwidth used after ${prompt}: weights`,
        'of limit',
        share(prompt, (side) => side.readBytesPerToken),
      ),
    ),
    ...prompts.map((prompt) =>
      row(
        `bandwidth used after ${prompt}: weights and KV cache`,
        'of limit',
        share(prompt, (side) => side.readBytesPerToken + prompt * side.cacheBytesPerToken),
      ),
    ),
    row('weights read for a token', 'GB', (side) => side.readBytesPerToken / 1e9),
    row('load', 's', (side) => side.loadSeconds),
    row('peak memory (RSS)', 'GB', (side) => side.peakRssBytes / 1e9),
  ];
  return { rounds: rounds.length, bytesPerSecond, rows };
}

/** One prompt is measured into the object itself. */
function promptsOf(side) {
  return side.prompts ?? [side];
}

/** The table that a person reads; ratios are ours to theirs. */
export function printComparison({ model, cpu, threads, rounds, flashAttention, bytesPerSecond, rows }) {
  console.log(`${model} on ${cpu}, ${threads} threads, medians of ${rounds} rounds`);
  console.log(
    `memory is read at ${(bytesPerSecond / 1e9).toFixed(1)} GB/s; node-llama-cpp with flash attention: ${flashAttention}`,
  );
  console.log(line(['', 'ours', 'node-llama-cpp', 'ours/theirs', '']));
  for (const { name, unit, ours, theirs, ratio } of rows) {
    console.log(line([name, digits(ours), digits(theirs), ratio.toFixed(2), unit]));
  }
}

function line([name, ours, theirs, ratio, unit]) {
  return `${name.padEnd(46)}${ours.padStart(9)}${theirs.padStart(16)}${ratio.padStart(13)}  ${unit}`.trimEnd();
}

/** Three digits or more: 0.0123, 1.23, 12.3, 1234. */
function digits(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
