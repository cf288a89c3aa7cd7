import { describe, expect, it } from 'vitest';
import { type TrainingTurn, trainingRecord } from '../../src/writing/training/trainingRecord.ts';
import { goldenVectors } from '../support/golden.ts';

interface Case {
  readonly record: string | { readonly input: string; readonly output: string };
  /** What TeleChat's own scripts make of the record. */
  readonly concat_text: string;
}

describe('A training record', () => {
  it('is what the official scripts read as the same conversation, of one turn or several', () => {
    for (const { record, concat_text: concatenated } of readCases()) {
      // They take a record also without its first marker; what is written here always has it.
      if (typeof record === 'string' || !record.input.startsWith('<_user>')) continue;
      expect(trainingRecord(turnsOf(concatenated))).toEqual(record);
    }
  });
});

function turnsOf(concatenated: string): TrainingTurn[] {
  return [...concatenated.matchAll(/<_user>(.*?)<_bot>(.*?)<_end>/gs)].map(
    ([, question = '', answer = '']) => ({
      question,
      answer,
    }),
  );
}

function readCases(): readonly Case[] {
  const { cases } = goldenVectors<{ cases: readonly Case[] }>('sft');
  return cases;
}
