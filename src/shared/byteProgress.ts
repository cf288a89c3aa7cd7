/** How far a long run over files is. */
export interface ByteProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}
