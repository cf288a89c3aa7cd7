// Ten documents of 300 to 1500 characters by the demo model, with fixed seeds: length score, headings, repetition.
// Usage: node test/bench/documents.mjs [model folder]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = path.join(import.meta.dirname, '../../dist/cli.js');

const CASES = [
  { kind: 'report', topic: '智能客服系统升级', length: 300, points: ['知识库', '意图识别', '工单流转'] },
  { kind: 'plan', topic: '下半年市场推广', length: 400, points: ['渠道建设', '品牌活动', '预算安排'] },
  { kind: 'report', topic: '图书馆数字化改造', length: 500, points: ['古籍扫描', '检索平台'] },
  { kind: 'plan', topic: '新员工培训', length: 600, points: ['入职课程', '导师制度', '考核办法'] },
  { kind: 'report', topic: '园区节能改造', length: 700, points: [] },
  { kind: 'plan', topic: '社区养老服务', length: 800, points: ['助餐服务', '健康档案'] },
  { kind: 'report', topic: '设备巡检工作', length: 1000, points: ['隐患排查', '备件管理', '值班制度'] },
  { kind: 'plan', topic: '数据中心迁移', length: 1200, points: ['网络割接', '数据备份', '应急演练'] },
  { kind: 'report', topic: '乡村道路建设', length: 1300, points: ['资金管理', '质量监督'] },
  { kind: 'plan', topic: '校园安全管理', length: 1500, points: ['消防演练', '门禁系统', '心理辅导'] },
];

const model = process.argv[2];
const folder = mkdtempSync(path.join(tmpdir(), 'documents-'));

/** Writes one document with the CLI and measures it. */
function measure({ kind, topic, length, points }, seed) {
  const file = path.join(folder, `${seed}.md`);
  const options = [
    '--kind',
    kind,
    '--topic',
    topic,
    '--length',
    length,
    '--seed',
    seed,
    '--force',
    '--out',
    file,
    '--json',
  ];
  if (model) options.push('--model', model);
  for (const point of points) options.push('--point', point);
  const stdout = execFileSync('node', [CLI, 'write', ...options.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const result = JSON.parse(stdout);
  const document = readFileSync(file, 'utf8');
  return {
    topic,
    asked: length,
    written: result.characters,
    lengthScore: result.lengthScore,
    headings: `${document.match(/^## /gm)?.length ?? 0}/${result.sections}`,
    points: `${points.filter((point) => document.includes(point)).length}/${points.length}`,
    rep4: round(repetition(document, 4)),
    charactersPerSecond: round(result.characters / result.seconds),
  };
}

/** Percentage of n-grams that came before. */
function repetition(text, n) {
  const characters = [...text.replace(/\s+/g, '')];
  const grams = characters.slice(n - 1).map((_, start) => characters.slice(start, start + n).join(''));
  return 100 * (1 - new Set(grams).size / grams.length);
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function mean(rows, key) {
  return round(rows.reduce((sum, row) => sum + row[key], 0) / rows.length);
}

try {
  const rows = CASES.map((each, index) => measure(each, index + 1));
  console.table(rows);
  console.log(`mean length score ${mean(rows, 'lengthScore')}, mean rep-4 ${mean(rows, 'rep4')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
