import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { findKind } from '../../../../src/writing/documents/index.ts';

const LENGTH = v.pipe(v.number(), v.integer(), v.minValue(1));

const KindTask = v.object({
  id: v.string(),
  kind: v.string(),
  topic: v.string(),
  points: v.array(v.string()),
  fields: v.record(v.string(), v.string()),
  length: LENGTH,
});

const PromptTask = v.object({
  id: v.string(),
  prompt: v.string(),
  type: v.string(),
  length: LENGTH,
  language: v.exactOptional(v.picklist(['zh', 'en'])),
});

/** A document of one of the product's kinds. */
export type KindTask = v.InferOutput<typeof KindTask>;

/** A wish in somebody's own words. */
export type PromptTask = v.InferOutput<typeof PromptTask>;

/** Something to write: `length` is in characters, English words where English is asked for. */
export type Task = KindTask | PromptTask;

const FILES = ['kinds.jsonl', 'longbench-write-zh.jsonl'];

/** All tasks, those of our kinds first. @param folder where their files are */
export async function readTasks(folder: string): Promise<Task[]> {
  const texts = await Promise.all(FILES.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.flatMap(parseTasks);
}

/** Reads tasks, one JSON object a line. @throws ValiError when a line is none */
export function parseTasks(text: string): Task[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => v.parse(v.union([KindTask, PromptTask]), JSON.parse(line)));
}

/** What tables group a task by: its kind, or the type that LongBench-Write gives it. */
export function groupOf(task: Task): string {
  return 'kind' in task ? task.kind : task.type;
}

/** What tables group a task by as well: the goals are set for each of these. */
export function lengthClass(length: number): string {
  if (length < 800) return 'below 800';
  return length <= 5000 ? '800 to 5000' : 'above 5000';
}

/** The task in one sentence, as a person would ask a model; a prompt is one already. */
export function wishOf(task: Task): string {
  if ('prompt' in task) return task.prompt;
  const kind = findKind(task.kind);
  const facts = kind.fields.flatMap(({ id, label }) =>
    task.fields[id] ? `${label}是${task.fields[id]}` : [],
  );
  const known = facts.length > 0 ? `，${facts.join('，')}` : '';
  const name = task.topic.endsWith(kind.name) ? '' : `的${kind.name}`;
  return `请写一份关于“${task.topic}”${name}，${task.length}字左右，要写到${task.points.join('、')}${known}。`;
}
