/** Section lengths are multiples of this many characters: finer ones mean nothing to a model. */
const UNIT = 10;

/**
 * Shares a total length out in proportion to what each section asks for.
 * @param total characters in all
 * @param wanted characters a section; undefined or 0 stands for the mean of the others
 * @returns multiples of 10, each at least 10, that sum to the total rounded to 10
 */
export function shareLength(total: number, wanted: readonly (number | undefined)[]): number[] {
  const known = wanted.flatMap((length) => length || []);
  const mean = known.length === 0 ? 1 : sum(known) / known.length;
  const weights = wanted.map((length) => length || mean);
  const units = Math.max(wanted.length, Math.round(total / UNIT));
  const exact = weights.map((weight) => (units * weight) / sum(weights));
  return roundKeepingSum(exact, units).map((share) => share * UNIT);
}

/** Rounds to whole shares of at least 1 that sum to `total`, each as near to its exact share as that allows. */
function roundKeepingSum(exact: readonly number[], total: number): number[] {
  const shares = exact.map((share) => Math.max(1, Math.floor(share)));
  for (let left = total - sum(shares); left !== 0; left = total - sum(shares)) {
    const step = Math.sign(left);
    const lack = shares.map((share, index) =>
      share + step < 1 ? Number.NEGATIVE_INFINITY : step * ((exact[index] ?? 0) - share),
    );
    const furthest = lack.indexOf(Math.max(...lack));
    shares[furthest] = (shares[furthest] ?? 0) + step;
  }
  return shares;
}

/** A length as prompts have it: a multiple of 10 characters, at least 10. */
export function roundLength(characters: number): number {
  return Math.max(UNIT, Math.round(characters / UNIT) * UNIT);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
