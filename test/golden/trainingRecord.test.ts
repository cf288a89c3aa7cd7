import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type TrainingTurn, trainingRecord } from '../../src/writing/training/trainingRecord.ts';
import { sharedIsAbsent, sharedPath } from '../support/shared.ts';

interface Case {
  readonly record: string | { readonly input: string; readonly output: string };
  /** What TeleChat's own scripts make of the record. */
  readonly concat_text: string;
}

describe.skipIf(sharedIsAbsent())('A training record', () => {
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
  const { cases } = JSON.parse(readFileSync(sharedPath('golden', 'sft.json'), 'utf8')) as {
    cases: readonly Case[];
  };
  if (cases.length < 4) throw new Error('golden/sft.json has too few cases');
  return cases;
}
