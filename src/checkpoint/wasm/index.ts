/**
 * What an import computes for every weight, in AssemblyScript: it becomes WebAssembly with SIMD, ten times as fast as
 * JavaScript. `weightKernels.ts` places the data. Addresses are bytes; float32 areas may be written and read up to 32 bytes
 * beyond their end.
 */
export { decodeBfloat16, decodeFloat16, decodeFloat32 } from './decode';
export { encodeFloat16 } from './encode';
export { quantizeInt4 } from './int4';
export { quantizeInt4Asymmetric } from './int4Asymmetric';
export { quantizeInt8 } from './int8';
export { allWithin } from './range';

/** The first byte that the program does not use itself. */
export function freeMemory(): usize {
  return __heap_base;
}
