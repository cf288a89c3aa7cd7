// Prompt tokens computed for the last section of a ten-section document, against what they are without the KV cache of the
// sections before. Usage: node test/bench/prefix-reuse.mjs [model folder]
import { observed, productModules, startEngine } from './productModules.mjs';

const TITLES = [
  '总体情况',
  '知识库',
  '意图识别',
  '工单流转',
  '人员培训',
  '系统运维',
  '数据安全',
  '质量考核',
  '存在的问题',
  '下一步打算',
];

const modules = await productModules();
const engine = startEngine(modules);
/** Prompt tokens of the answers so far: of each, those in the cache when it began, and all. */
const answers = [];
const watching = observed(engine, {
  begin: () => {
    let isFirst = true;
    return (event) => {
      if (isFirst && event.type === 'prefill') answers.push({ reused: event.done, prompt: event.total });
      isFirst = false;
    };
  },
});
const request = { kind: 'report', topic: '智能客服系统升级', length: 3000, points: [], seed: 1 };
const outline = { sections: TITLES.map((title) => ({ title, length: 300, points: [title] })) };
const rows = [];
for await (const event of modules.writeAsked(watching, request, outline, new AbortController().signal)) {
  if (event.type !== 'sectionDone') continue;
  const prompt = answers.reduce((sum, answer) => sum + answer.prompt, 0);
  const reused = answers.reduce((sum, answer) => sum + answer.reused, 0);
  rows.push({
    section: TITLES[event.index],
    answers: answers.length,
    promptTokens: prompt,
    computed: prompt - reused,
    share: ((prompt - reused) / prompt).toFixed(3),
  });
  answers.length = 0;
}
console.table(rows);
console.log(`last section: ${rows.at(-1).share} of the prompt tokens are computed (goal: at most 0.1)`);
await engine.dispose();
