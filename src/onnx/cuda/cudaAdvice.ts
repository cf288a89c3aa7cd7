import manifest from '../../../native/manifest.json' with { type: 'json' };

/** The first driver for CUDA 13. */
export const LEAST_DRIVER = 580;

const DRIVER = `NVIDIA's driver, version ${LEAST_DRIVER} or newer`;

const LIBRARIES =
  process.platform === 'win32'
    ? 'CUDA Toolkit 13 from NVIDIA, whose bin folder must be on PATH'
    : "CUDA 13's libraries: on Ubuntu, Debian and Fedora the package cuda-libraries-13-0, or a later 13, from NVIDIA's repository; elsewhere CUDA Toolkit 13";

/** The driver brings these, all others come with CUDA. */
const OF_THE_DRIVER: readonly string[] = ['libcuda.so.1', 'nvcuda.dll'];

const OF_CUDA: readonly string[] = Object.values(manifest.cudaLibraries).flat();

/**
 * What to install for the CUDA provider to work.
 * @param missing libraries that the system does not find
 * @param reason why the provider failed, in CUDA's or ONNX Runtime's words
 */
export function cudaAdvice(missing: readonly string[], reason: string): string {
  const needsDriver =
    missing.some((name) => OF_THE_DRIVER.includes(name)) ||
    /driver version is insufficient|no CUDA-capable device|CUDA failure (35|100)\b/.test(reason);
  const others = missing.filter((name) => !OF_THE_DRIVER.includes(name));
  const known = others.filter((name) => OF_CUDA.includes(name));
  const unknown = others.filter((name) => !OF_CUDA.includes(name));
  const needed = [
    ...(needsDriver ? [DRIVER] : []),
    ...(known.length > 0 ? [LIBRARIES] : []),
    ...(unknown.length > 0 ? [`the system's package that holds ${unknown.join(', ')}`] : []),
  ];
  return needed.length > 0 ? `install ${needed.join(', and ')}` : 'look for it in the log, and report this';
}
