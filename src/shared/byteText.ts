/** An amount of bytes as people read it, such as `4.7 GB`. */
export function byteText(bytes: number): string {
  return bytes < 1e9 ? `${megabytes(bytes)} MB` : `${gigabytes(bytes)} GB`;
}

/** Bytes in MB (10^6), such as `4.7`. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Bytes in GB (10^9), such as `4.7`. */
export function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

/** Bytes in whole MiB (2^20), rounded up, such as `5`. */
export function mebibytes(bytes: number): string {
  return Math.ceil(bytes / 2 ** 20).toFixed(0);
}

/** Bytes in GiB (2^30), as memory is counted, such as `4.7`. */
export function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
