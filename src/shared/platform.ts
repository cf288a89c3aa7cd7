/** This machine as native/manifest.json names it, for example `linux-x64`. */
export const platform = `${process.platform}-${process.arch}`;
