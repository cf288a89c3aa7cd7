import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FIELDS = path.join(import.meta.dirname, '../../../media/demo-model/recipe/fields');
/** Endings of things and topics that say nothing about a field. */
const GENERAL = [
  '建设',
  '管理',
  '服务',
  '工作',
  '培训',
  '检查',
  '活动',
  '推广',
  '优化',
  '项目',
  '提升',
  '制度',
];

/** The field's lines by its name. */
const fields = new Map();
for (const file of readdirSync(FIELDS)) {
  for (const part of readFileSync(path.join(FIELDS, file), 'utf8').split(/^# /m).slice(1)) {
    const [heading, ...threads] = part.trim().split('\n');
    fields.set(heading.split(' | ')[0].trim(), { heading, threads });
  }
}

/** What shows that a text is about a topic: the topic itself, the field's topics and things, who does them, and their words. */
export function fieldWords(topic, field) {
  const { heading, threads } = fields.get(field);
  const cells = threads.map((line) => line.split(' | '));
  const names = [topic, ...heading.split(' | ')[1].split('、'), ...cells.flatMap((each) => each.slice(0, 2))];
  const words = names.flatMap((name) => [name, name.slice(0, 2), name.slice(-2)]);
  return words.map((word) => word.trim()).filter((word) => word.length > 1 && !GENERAL.includes(word));
}
