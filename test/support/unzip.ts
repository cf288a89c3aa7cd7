import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';

/** The text files of a zip, by name. */
export async function unzip(bytes: Uint8Array): Promise<Map<string, string>> {
  const files = await unzipBytes(bytes);
  return new Map([...files].map(([name, content]) => [name, content.toString('utf8')]));
}

/** The files of a zip, by name. */
export async function unzipBytes(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes));
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
