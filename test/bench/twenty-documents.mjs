// Twenty documents over all kinds by the demo model, with fixed seeds: length score, headings, repetition, time.
// Usage: node test/bench/twenty-documents.mjs [model folder]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = path.join(import.meta.dirname, '../../dist/cli.js');

/** Kind, topic, length in characters, key points. */
const CASES = [
  ['report', '智能客服系统升级', 300, ['知识库', '意图识别', '工单流转']],
  ['plan', '下半年市场推广', 400, ['渠道建设', '品牌活动', '预算安排']],
  ['ppt', '新员工入职培训', 500, ['企业文化', '制度讲解']],
  ['essay', '基层治理数字化', 1000, ['数据共享', '干部能力']],
  ['tender', '办公设备采购', 1200, ['技术参数', '售后服务', '交货周期']],
  ['email', '项目延期说明', 300, ['延期原因', '新的时间表']],
  ['proposal', '仓储物流优化', 1500, ['库位管理', '拣货路径']],
  ['weekly', '算法工程师工作', 600, ['模型上线', '数据清洗']],
  ['job', '数据分析师', 500, ['岗位职责', '任职要求']],
  ['report', '图书馆数字化改造', 800, ['古籍扫描', '检索平台']],
  ['plan', '数据中心迁移', 1200, ['网络割接', '数据备份', '应急演练']],
  ['ppt', '云平台迁移', 900, ['灰度切换', '成本测算']],
  ['essay', '乡村振兴', 1500, ['特色产业', '人才返乡']],
  ['tender', '机房建设', 2000, ['供配电', '制冷系统', '综合布线']],
  ['email', '邀请参加新品发布会', 400, ['时间地点', '会议议程']],
  ['proposal', '社区养老服务', 2500, ['助餐服务', '健康档案', '志愿服务']],
  ['weekly', '市场部工作', 800, ['渠道投放', '直播带货']],
  ['job', '安全生产主管', 700, ['隐患排查', '应急演练']],
  ['report', '园区节能改造', 3000, ['能耗监测', '照明改造']],
  ['plan', '校园安全管理', 2000, ['消防演练', '门禁系统', '心理辅导']],
];

/** The kinds by the names that the training text has. */
const NAMES = {
  report: '工作总结',
  plan: '工作计划',
  ppt: 'PPT大纲',
  essay: '申论',
  tender: '招标书',
  email: '邮件',
  proposal: '方案',
  weekly: '周报',
  job: '岗位说明书',
};
/** What recipe/repetition.py of the demo model printed: percent of repeated 4-grams by kind and length. */
const TRAINING = JSON.parse(readFileSync(path.join(import.meta.dirname, 'training-repetition.json'), 'utf8'));

const model = process.argv[2];
const folder = mkdtempSync(path.join(tmpdir(), 'documents-'));

function run(...options) {
  return JSON.parse(
    execFileSync('node', [CLI, ...options.map(String), '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
}

/** Writes one document by its own outline and measures it. */
function measure([kind, topic, length, points], index) {
  const file = path.join(folder, `${index}.md`);
  const outlineFile = path.join(folder, `${index}-outline.md`);
  const options = [
    '--kind',
    kind,
    '--topic',
    topic,
    '--length',
    length,
    '--seed',
    index + 1,
    '--out',
    file,
    '--force',
  ];
  if (model) options.push('--model', model);
  for (const point of points) options.push('--point', point);
  const written = run('write', ...options);
  writeFileSync(outlineFile, written.outline);
  const report = run('measure', file, '--outline', outlineFile, '--length', length);
  const headings = kind === 'email' ? 'none' : `${report.coverage.present}/${report.coverage.planned}`;
  return {
    kind,
    topic,
    asked: length,
    got: written.characters,
    S_l: written.lengthScore,
    headings,
    'rep-4': written.rep4,
    training: TRAINING[NAMES[kind]][length],
    over: round(written.rep4 - TRAINING[NAMES[kind]][length]),
    seconds: round(written.seconds),
  };
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function mean(rows, key) {
  return round(rows.reduce((sum, row) => sum + row[key], 0) / rows.length);
}

try {
  const rows = CASES.map(measure);
  console.table(rows);
  console.log(
    `mean S_l ${mean(rows, 'S_l')}, mean rep-4 ${mean(rows, 'rep-4')} (training text ${mean(rows, 'training')}, most over it ${Math.max(...rows.map(({ over }) => over))}), mean seconds ${mean(rows, 'seconds')}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
