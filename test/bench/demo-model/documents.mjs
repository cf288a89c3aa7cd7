// What the demo model writes about sixty topics (topics.json), half of fields that its training never saw, half without points:
// shared 4-grams between documents, the topic or a word of its field in each section, points word for word in the outline
// and in the body, characters three times in a row, length, speed. Needs `npm run build`.
// Usage: node test/bench/demo-model/documents.mjs [model folder] [folder for the documents] [topics of each group]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { productModules, startEngine } from '../productModules.mjs';
import { fieldWords } from './fieldWords.mjs';
import { meanShared } from './sharedGrams.mjs';

const TOPICS = JSON.parse(readFileSync(path.join(import.meta.dirname, 'topics.json'), 'utf8'));
const TRAINED = "export { trainedPrompts } from './src/writing/prompts/trainedPrompts.ts';";
const KINDS = "export { findKind } from './src/writing/documents/index.ts';";
/** Documents of one group are compared with each other: 30 of them make 435 pairs. */
const GROUPS = ['held-out', 'known'];

const never = new AbortController().signal;
const folder = process.argv[3];
const most = Number(process.argv[4] ?? 30);
const cases = [true, false].flatMap((heldOut) =>
  TOPICS.filter((each) => each.heldOut === heldOut).slice(0, most),
);

/** The model's own greedy answer to the question for the outline, before the program puts in what it left out. */
async function rawOutline(engine, modules, { kind, topic, length, points }) {
  const { outline } = modules.trainedPrompts({
    kind: modules.findKind(kind),
    topic,
    length,
    points,
    fields: {},
  });
  const input = { conversation: [{ role: 'user', content: outline }] };
  let answer = '';
  const request = { input, sampling: { greedy: true }, maxTokens: 500, priority: 'writing', slot: 'outline' };
  for await (const event of engine.stream(request, never)) {
    if (event.type === 'text') answer += event.text;
  }
  return answer;
}

async function write(engine, modules, each, seed) {
  const request = { kind: each.kind, topic: each.topic, length: each.length, points: each.points, seed };
  const outline = await modules.planAsked(engine, request, never);
  const bodies = [];
  let text = '';
  let finished = {};
  for await (const event of modules.writeAsked(engine, request, outline, never)) {
    if (event.type === 'text') text += event.delta;
    if (event.type === 'sectionDone') bodies.push(event.body);
    if (event.type === 'finished') finished = event;
  }
  return { ...each, outline: await rawOutline(engine, modules, each), bodies, text, ...finished };
}

function share(count, all) {
  return all === 0 ? 'none' : `${count}/${all} = ${((100 * count) / all).toFixed(1)}%`;
}

function report(name, documents) {
  const sections = documents.flatMap(({ topic, field, bodies }) =>
    bodies.map((body) => fieldWords(topic, field).some((word) => body.includes(word))),
  );
  const points = documents.flatMap((each) => each.points.map((point) => ({ point, ...each })));
  const bodyOf = ({ bodies }) => bodies.join('\n');
  const inOutline = points.filter(({ point, outline }) => outline.includes(point));
  const inBody = points.filter(({ point, ...each }) => bodyOf(each).includes(point));
  const runs = documents.filter((each) => /([\p{L}])\1\1/u.test(bodyOf(each)));
  const seconds = documents.reduce((sum, each) => sum + each.seconds, 0);
  const characters = documents.reduce((sum, each) => sum + each.characters, 0);
  const length = documents.reduce((sum, each) => sum + Math.abs(each.characters / each.length - 1), 0);
  console.log(`${name}: ${documents.length} documents`);
  console.log(`  shared 4-grams of two documents: ${meanShared(documents.map(bodyOf)).toFixed(1)}%`);
  console.log(
    `  the topic or a word of its field: ${share(sections.filter(Boolean).length, sections.length)} sections`,
  );
  console.log(`  points in the model's own outline: ${share(inOutline.length, points.length)}`);
  console.log(`  points in the body: ${share(inBody.length, points.length)}`);
  console.log(`  a character three times in a row: ${share(runs.length, documents.length)} documents`);
  console.log(`  off the length asked for: ${((100 * length) / documents.length).toFixed(1)}%`);
  console.log(`  ${(characters / seconds).toFixed(0)} characters a second`);
}

const modules = await productModules([TRAINED, KINDS]);
const engine = startEngine(modules);
const documents = [];
for (const [index, each] of cases.entries()) documents.push(await write(engine, modules, each, index + 1));
await engine.dispose();
if (folder) {
  mkdirSync(folder, { recursive: true });
  for (const [index, { topic, text }] of documents.entries()) {
    writeFileSync(path.join(folder, `${index + 1} ${topic}.md`), text);
  }
}
for (const group of GROUPS) {
  report(
    group,
    documents.filter(({ heldOut }) => heldOut === (group === 'held-out')),
  );
}
report(
  'without points',
  documents.filter(({ points }) => points.length === 0),
);
