import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateRequest } from '../../../../src/writing/brief/request.ts';
import { documentKinds } from '../../../../src/writing/documents/index.ts';
import { parsePlan } from '../../../bench/writing/arms/planPrompts.ts';
import { taskOptions } from '../../../bench/writing/arms/product.ts';
import { readTasks, wishOf } from '../../../bench/writing/tasks/tasks.ts';

const tasks = await readTasks(path.join(import.meta.dirname, '../../../bench/writing/tasks'));

describe('The tasks', () => {
  it('have three of each kind, which the product takes, and 41 prompts of LongBench-Write', () => {
    const ofKinds = tasks.filter((task) => 'kind' in task);
    for (const { id } of documentKinds) {
      const three = ofKinds.filter(({ kind }) => kind === id);
      expect(three, id).toHaveLength(3);
      for (const task of three) expect(validateRequest(task)).toMatchObject({ points: task.points });
    }
    expect(tasks.length - ofKinds.length).toBe(41);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
  });

  it('are wished for in one sentence, with all that is known', () => {
    const email = tasks.find(({ id }) => id === 'email-3');
    expect(email && wishOf(email)).toBe(
      '请写一份关于“申请调整本月报销流程”的邮件，200字左右，要写到纸质单据积压、建议改为线上提交、希望安排一次沟通，收件人是财务部赵主任。',
    );
  });

  it('go to the product as options', () => {
    const email = tasks.find(({ id }) => id === 'email-3');
    expect(email && taskOptions(email)).toEqual([
      ...['--kind', 'email', '--topic', '申请调整本月报销流程'],
      ...['--point', '纸质单据积压', '--point', '建议改为线上提交', '--point', '希望安排一次沟通'],
      ...['--field', 'recipient=财务部赵主任', '--length', '200'],
    ]);
  });
});

describe('A plan of plan-then-write', () => {
  it('is the lines that give a length', () => {
    const answer =
      '好的，计划如下：\n\n第1部分 | 要讲的内容：背景 | 长度：200字\n第2部分 | 要讲的内容：做法 | 长度：300-400字';
    expect(parsePlan(answer).map(({ length }) => length)).toEqual([200, 300]);
  });

  it('is all lines where none does', () => {
    expect(parsePlan('1. 背景\n---\n2. 做法')).toEqual([
      { line: '1. 背景', length: undefined },
      { line: '2. 做法', length: undefined },
    ]);
  });
});
