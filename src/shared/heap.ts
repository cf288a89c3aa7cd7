/** A binary heap: the item that comes `before` all others is always at hand. */
export class Heap<T> {
  private readonly items: T[] = [];

  /** @param before whether the first item leaves the heap before the second; a strict order */
  constructor(private readonly before: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  /** The first item, which stays; undefined where there is none. */
  peek(): T | undefined {
    return this.items[0];
  }

  /** Takes a time of log n, as `pop` does. */
  push(item: T): void {
    let hole = this.items.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = this.items[parent] as T;
      if (!this.before(item, above)) break;
      this.items[hole] = above;
      hole = parent;
    }
    this.items[hole] = item;
  }

  /** Takes the first item out; undefined where there is none. */
  pop(): T | undefined {
    const first = this.items[0];
    const last = this.items.pop();
    if (this.items.length > 0) this.sink(last as T);
    return first;
  }

  private sink(item: T): void {
    const { length } = this.items;
    let hole = 0;
    for (let child = 1; child < length; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < length && this.before(this.items[right] as T, this.items[child] as T)) child = right;
      if (!this.before(this.items[child] as T, item)) break;
      this.items[hole] = this.items[child] as T;
      hole = child;
    }
    this.items[hole] = item;
  }
}
