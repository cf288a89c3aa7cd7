// `npm run demo`: a report by the demo model, written in the terminal as it streams.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { root, run } from './run.mjs';

const file = 'demo/report.md';
const topic = '智能客服系统升级';
const points = ['知识库建设', '意图识别优化', '工单流转提速'].flatMap((point) => ['--point', point]);

await run(process.execPath, ['esbuild.js']);
await mkdir(path.join(root, 'demo'), { recursive: true });
console.log(`\nThe demo model writes a work report about ${topic}; its facts are invented.\n`);
await run(process.execPath, [
  'dist/cli.js',
  'write',
  '--kind',
  'report',
  '--topic',
  topic,
  ...points,
  '--out',
  file,
  '--force',
]);
console.log(`\nThe report is in ${file}. To see this happen in the editor: npm run editor`);
