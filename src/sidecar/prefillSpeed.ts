/** How fast prompts have been computed: the fastest step counts, since others give way to requests of higher priority. */
export class PrefillSpeed {
  private fastest = 0;

  /** 0 before anything was computed. */
  get tokensPerSecond(): number {
    return this.fastest;
  }

  /** Watches the prefill of one prompt. @returns takes the tokens computed so far, before each step and at the end */
  watch(): (done: number) => void {
    let last: { readonly done: number; readonly at: number } | undefined;
    return (done) => {
      const at = performance.now();
      if (last && done > last.done) {
        this.fastest = Math.max(this.fastest, ((done - last.done) * 1000) / (at - last.at));
      }
      last = { done, at };
    };
  }
}
