// AssemblyScript as a module of bytes, for both of our bundlers: `import bytes from './folder/index.wasm'` compiles index.ts there.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import asc from 'assemblyscript/asc';

const OPTIONS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--disableWarning', '112'];

/** For esbuild. */
export const webAssembly = {
  name: 'WebAssembly',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm$/ }, ({ path: file, resolveDir }) => ({ path: path.join(resolveDir, file) }));
    onLoad({ filter: /\.wasm$/ }, async ({ path: file }) => {
      const { bytes, sources } = await compile(file);
      return { contents: bytes, loader: 'binary', watchFiles: sources };
    });
  },
};

/** For Vite, which runs the tests. */
export const webAssemblyForTests = {
  name: 'WebAssembly',
  enforce: 'pre',
  resolveId(source, importer) {
    return source.endsWith('.wasm') ? `${path.join(path.dirname(importer), source)}?bytes` : undefined;
  },
  async load(id) {
    if (!id.endsWith('.wasm?bytes')) return undefined;
    const { bytes } = await compile(id.slice(0, -'?bytes'.length));
    return `export default Uint8Array.from(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'));`;
  },
};

async function compile(file) {
  const folder = path.dirname(file);
  const sources = new Set();
  let bytes;
  const read = async (name, base) => {
    const source = path.resolve(base, name);
    const text = await readFile(source, 'utf8').catch(() => null);
    if (text !== null) sources.add(source);
    return text;
  };
  const { error, stderr } = await asc.main(
    ['index.ts', '--outFile', path.basename(file), '--baseDir', folder, ...OPTIONS],
    {
      readFile: read,
      writeFile: (_name, contents) => {
        bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${file}: ${error.message}\n${stderr}`);
  return { bytes, sources: [...sources] };
}
