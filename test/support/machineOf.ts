/** ELF, by e_machine. */
const ELF_MACHINES: Readonly<Record<number, string>> = { 62: 'linux-x64', 183: 'linux-arm64' };
/** PE, by Machine. */
const PE_MACHINES: Readonly<Record<number, string>> = { 34404: 'win32-x64', 43620: 'win32-arm64' };
/** Mach-O of 64 bits, by cputype. */
const MACH_MACHINES: Readonly<Record<number, string>> = {
  16777223: 'darwin-x64',
  16777228: 'darwin-arm64',
};

/** The platform that a native file runs on, by its header; undefined for a file that is not native. */
export function machineOf(file: Buffer): string | undefined {
  if (file.length < 64) return undefined;
  if (file.toString('latin1', 0, 4) === '\x7fELF') return ELF_MACHINES[file.readUInt16LE(18)] ?? 'ELF';
  if (file.readUInt32LE(0) === 0xfeedfacf) return MACH_MACHINES[file.readUInt32LE(4)] ?? 'Mach-O';
  if ([0xcafebabe, 0xcafebabf].includes(file.readUInt32BE(0))) return 'Mach-O for several machines';
  if (file.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = file.readUInt32LE(60);
  if (file.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
  return PE_MACHINES[file.readUInt16LE(header + 4)] ?? 'PE';
}
