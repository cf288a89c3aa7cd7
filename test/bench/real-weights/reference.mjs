import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Has transformers compute a checkpoint in float32, with the Python that `PYTHON` names.
 * @param asked texts, or token ids
 * @param use is given `ids` of each, and `rows(number)`, logits at each of its positions; both are gone afterwards
 */
export async function withReference(checkpoint, asked, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  try {
    writeFileSync(path.join(folder, 'asked.json'), JSON.stringify(asked));
    const script = path.join(import.meta.dirname, 'reference.py');
    execFileSync(process.env.PYTHON ?? 'python3', [script, checkpoint, folder], { stdio: 'inherit' });
    const ids = JSON.parse(readFileSync(path.join(folder, 'ids.json'), 'utf8'));
    const rows = (number) => {
      const { buffer } = new Uint8Array(readFileSync(path.join(folder, `${number}.bin`)));
      return rowsOf(new Float32Array(buffer), ids[number].length);
    };
    return await use({ ids, rows });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The logits at each of so many positions. */
export function rowsOf(logits, positions) {
  const size = logits.length / positions;
  return Array.from({ length: positions }, (_, at) => logits.subarray(at * size, (at + 1) * size));
}

/** The id of the largest logit, and how far it is above the second. */
export function bestOf(row) {
  let best = 0;
  let second = Number.NEGATIVE_INFINITY;
  for (let id = 1; id < row.length; id++) {
    if (row[id] > row[best]) {
      second = row[best];
      best = id;
    } else if (row[id] > second) second = row[id];
  }
  return { id: best, margin: row[best] - second };
}
