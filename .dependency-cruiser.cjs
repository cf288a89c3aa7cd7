// The arrows of the house, which test/unit/project/imports.test.ts holds; CONTRIBUTING.md shows them as a table.

/** Which rooms of src/ a room may import from; all of them may import from shared/. */
const ROOMS = {
  editor: ['cliContract', 'writing', 'sources', 'service', 'engine', 'releases'],
  cli: ['cliContract', 'writing', 'sources', 'service', 'engine', 'hub', 'telechat', 'onnx', 'releases'],
  cliContract: ['releases'],
  writing: ['engine'],
  sources: [],
  service: ['engine'],
  engine: [],
  sidecar: ['engine', 'telechat', 'onnx'],
  hub: ['cliContract', 'telechat', 'onnx'],
  releases: [],
  telechat: ['onnx', 'checkpoint'],
  onnx: [],
  checkpoint: [],
  shared: [],
};

/** Which folders of its room a folder may import from; `.` are the files that lie in the room itself. */
const FOLDERS = {
  editor: {
    chat: ['.', 'storage'],
    cli: ['.'],
    commands: ['.', 'cli', 'document', 'draft', 'forms', 'revision', 'storage'],
    document: ['.'],
    draft: ['.', 'document', 'storage'],
    forms: ['.', 'revision'],
    ghostText: ['.'],
    models: ['.', 'cli', 'forms'],
    revision: ['.', 'document'],
    storage: ['.'],
    '.': [],
  },
  cli: {
    '.': ['commands', 'output'],
    commands: ['doctor', 'machine', 'options', 'output', 'running'],
    doctor: ['machine', 'options'],
    running: ['options', 'output'],
    options: ['output'],
    machine: [],
    output: [],
  },
  writing: {
    draft: ['brief', 'documents', 'instructed', 'outline', 'revision', 'sections', 'text', 'trained'],
    instructed: ['brief', 'documents', 'outline', 'prompts', 'sections', 'text'],
    trained: ['brief', 'outline', 'prompts', 'sections', 'text'],
    sections: ['brief', 'documents', 'outline', 'prompts', 'text'],
    training: ['brief', 'documents', 'outline', 'prompts', 'text'],
    brief: ['documents', 'outline', 'prompts', 'text'],
    prompts: ['documents', 'outline', 'text'],
    check: ['outline', 'text'],
    documents: ['text'],
    outline: ['text'],
    revision: ['text'],
    completion: ['text'],
    chat: ['text'],
    export: ['text'],
    text: [],
  },
  sources: {
    '.': [],
    reader: ['.', 'csv', 'html', 'markdown', 'office', 'pdf'],
    office: ['.', 'html', 'markdown'],
    pdf: ['.', 'markdown'],
    html: ['.', 'markdown'],
    csv: ['.', 'markdown'],
    markdown: [],
  },
  service: {
    '.': ['http', 'openai', 'telechat', 'page'],
    openai: ['http'],
    telechat: ['http'],
    http: [],
    page: [],
  },
  engine: { sidecar: ['.'], remote: ['.'], '.': [] },
  hub: { models: ['download'], gpu: ['download'], download: [] },
  telechat: {
    decoding: ['constraint', 'folder', 'network', 'sampling', 'speculation'],
    import: ['chat', 'folder', 'layout', 'network', 'tokenizer'],
    folder: ['network'],
    layout: ['network'],
    chat: ['jinja', 'network', 'tokenizer'],
    constraint: ['tokenizer'],
    jinja: [],
    network: [],
    sampling: [],
    speculation: [],
    tokenizer: [],
  },
  onnx: { provider: ['.', 'cuda'], '.': ['cuda'], cuda: [] },
  checkpoint: {
    '.': ['safetensors', 'torch', 'tensor'],
    quantized: ['convert', 'tensor'],
    convert: ['tensor', 'wasm'],
    safetensors: ['tensor'],
    torch: ['tensor'],
    tensor: [],
    wasm: [],
  },
};

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports`,
  severity: 'error',
  comment: `src/${room} may import only from: ${[room, ...allowed, 'shared'].join(', ')}`,
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed, 'shared'].join('|')})/` },
}));

/** A pattern for what lies in a folder of a room, or for the room's own files. */
const inside = (room, folder) => (folder === '.' ? `^src/${room}/[^/]+$` : `^src/${room}/${folder}/`);

const folderRules = Object.entries(FOLDERS).flatMap(([room, folders]) => [
  ...Object.entries(folders).map(([folder, allowed]) => ({
    name: `${room}-${folder === '.' ? 'itself' : folder}-imports`,
    severity: 'error',
    comment: `src/${room}/${folder} may import, in its room, only from: ${[folder, ...allowed].join(', ')}`,
    from: { path: inside(room, folder) },
    to: { path: `^src/${room}/`, pathNot: [folder, ...allowed].map((name) => inside(room, name)) },
  })),
  {
    name: `${room}-has-known-folders`,
    severity: 'error',
    comment: `a folder of src/${room} that the table does not name`,
    from: { path: `^src/${room}/`, pathNot: Object.keys(folders).map((name) => inside(room, name)) },
    to: {},
  },
]);

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-the-editor-imports-vscode',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(editor/|extension\\.ts$)' },
      to: { path: '^vscode$' },
    },
    ...roomRules,
    ...folderRules,
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
