/** True for what the system says when a disk, or a person's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
  // VS Code's file system wraps the system's error and keeps its words alone.
  return (
    error instanceof Error &&
    /\b(ENOSPC|EDQUOT)\b/.test(`${'code' in error ? error.code : ''} ${error.message}`)
  );
}
