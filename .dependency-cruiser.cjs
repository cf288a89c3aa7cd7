// The arrows of the house: editor and cli -> writing, service -> engine <- sidecar -> telechat -> onnx, checkpoint; cli -> hub -> telechat, onnx.
const shared = '^src/(errors|abort|diskFull|folderBytes|isAlive|replaceFile|retryDelay)\\.ts$';
const room = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `src/${name} may import only from: ${[name, ...allowed].join(', ')}`,
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [shared, `^src/(${[name, ...allowed].join('|')})/`] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-the-editor-imports-vscode',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(editor/|extension\\.ts$)' },
      to: { path: '^vscode$' },
    },
    room('editor', ['writing', 'service', 'engine', 'releases']),
    room('cli', ['writing', 'service', 'engine', 'hub', 'telechat', 'onnx', 'checkpoint', 'releases']),
    room('releases', []),
    room('writing', ['engine']),
    room('service', ['engine']),
    room('engine', []),
    room('sidecar', ['engine', 'telechat', 'onnx']),
    room('hub', ['telechat', 'onnx', 'checkpoint']),
    room('telechat', ['onnx', 'checkpoint']),
    room('onnx', []),
    room('checkpoint', []),
    {
      name: 'extension-is-wiring',
      severity: 'error',
      from: { path: '^src/extension\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(editor|engine)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
