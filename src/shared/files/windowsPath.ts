import { existsSync } from 'node:fs';
import path from 'node:path';

/** What of the environment says where programs and libraries are. */
export type PathVariables = Readonly<Partial<Record<string, string>>>;

/** A folder of a drive or of a server: what is relative leads to the working directory. */
const ABSOLUTE = /^(?:[a-z]:[\\/]|\\\\[^\\])/i;

/**
 * Finds a program or a library as Windows does by its name, but never in the working directory, where a folder that a person
 * opened could have its own: in the system's folder, in that of CUDA, then along PATH.
 * @returns its path; undefined where there is none
 */
export function onWindowsPath(
  name: string,
  variables: PathVariables = process.env,
  isThere: (file: string) => boolean = existsSync,
): string | undefined {
  const { SystemRoot: system, CUDA_PATH: cuda } = variables;
  const key = Object.keys(variables).find((each) => each.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [
    ...(system ? [path.win32.join(system, 'System32')] : []),
    ...(cuda ? ['bin', 'bin\\x64'].map((folder) => path.win32.join(cuda, folder)) : []),
    ...(variables[key] ?? '').split(';').map((folder) => folder.trim().replace(/^"|"$/g, '')),
  ];
  return folders
    .filter((folder) => ABSOLUTE.test(folder))
    .map((folder) => path.win32.join(folder, name))
    .find(isThere);
}

/** The name itself where it is not Windows that looks for it. */
export function systemFile(name: string): string | undefined {
  return process.platform === 'win32' ? onWindowsPath(name) : name;
}
