/** One change of a text: `removed` characters at `offset` were replaced by `inserted` characters. */
export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: number;
}

/** Where the next streamed text goes, while the person goes on editing around it. Text inserted there moves it along. */
export class InsertionPoint {
  constructor(private position: number) {}

  /** Offset in characters from the start of the document. */
  get offset(): number {
    return this.position;
  }

  /** Follows the changes of one edit; their offsets are those before the edit, and they do not overlap. */
  apply(changes: readonly TextChange[]): void {
    let shift = 0;
    for (const { offset, removed, inserted } of changes) {
      if (offset + removed <= this.position) shift += inserted - removed;
      else if (offset < this.position) shift += offset + inserted - this.position;
    }
    this.position += shift;
  }
}
