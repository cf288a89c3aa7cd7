const STATE = 624;
const PERIOD = 397;

/**
 * The normal deviates of torch's CPU generator, in its order: `torch.randn(n, generator=…)` with `manual_seed(seed)`.
 * Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), 24 bits a uniform, Box-Muller over blocks of 16
 * (the first eight are radii, the others angles). Equal to torch's within an ulp: it takes logarithm and cosine
 * in single precision.
 */
export class TorchRandom {
  readonly #state = new Uint32Array(STATE);
  #used = STATE;

  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < STATE; i++) {
      const previous = this.#at(i - 1);
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** `length` deviates; a multiple of 16, since torch fills the rest otherwise. */
  normal(length: number): Float32Array {
    if (length % 16 !== 0) throw new RangeError(`${length} is no multiple of 16`);
    const values = Float32Array.from({ length }, () => this.#uniform());
    for (let block = 0; block < length; block += 16) {
      for (let i = block; i < block + 8; i++) {
        const radius = Math.fround(Math.sqrt(-2 * Math.fround(Math.log(1 - (values[i] ?? 0)))));
        const angle = Math.fround(Math.fround(2 * Math.PI) * (values[i + 8] ?? 0));
        values[i] = radius * Math.fround(Math.cos(angle));
        values[i + 8] = radius * Math.fround(Math.sin(angle));
      }
    }
    return values;
  }

  #uniform(): number {
    return (this.#next() & 0xffffff) / 2 ** 24;
  }

  #next(): number {
    if (this.#used === STATE) this.#refill();
    let word = this.#at(this.#used++);
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #refill(): void {
    for (let i = 0; i < STATE; i++) {
      const word = (this.#at(i) & 0x80000000) | (this.#at((i + 1) % STATE) & 0x7fffffff);
      const twist = (word & 1) === 0 ? 0 : 0x9908b0df;
      this.#state[i] = this.#at((i + PERIOD) % STATE) ^ (word >>> 1) ^ twist;
    }
    this.#used = 0;
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }
}
