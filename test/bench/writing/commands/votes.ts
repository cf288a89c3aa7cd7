import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import type { PairKey } from '../reading/pairs.ts';
import { namedVotes, parseVotes, preferences, type Vote } from '../reading/votes.ts';
import { markdownTable } from '../table.ts';

interface VotesOptions {
  readonly key: string;
  readonly out: string;
}

/** `votes`: readers' answers with the names put back. */
export function votesCommand(): Command {
  return new Command('votes')
    .description("Put the names back into readers' answers, and keep them as a table of votes.")
    .argument('<answers...>', "readers' files, each named after its reader")
    .requiredOption('--key <file>', 'as pairs wrote it')
    .requiredOption('--out <file>', 'a file in test/bench/writing/votes')
    .action(async (files: readonly string[], { key, out }: VotesOptions) => {
      const keys: PairKey[] = JSON.parse(await readFile(key, 'utf8'));
      const votes = await Promise.all(
        files.map(async (file) => namedVotes(await readFile(file, 'utf8'), path.parse(file).name, keys)),
      );
      await writeFile(
        out,
        votes
          .flat()
          .map((vote) => `${JSON.stringify(vote)}\n`)
          .join(''),
      );
      printPreferences(votes.flat());
    });
}

/** `preferences`: what tables of votes say together. */
export function preferencesCommand(): Command {
  return new Command('preferences')
    .description('Count how often each arm was preferred.')
    .argument('<votes...>', 'files in test/bench/writing/votes')
    .action(async (files: readonly string[]) => {
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
      printPreferences(texts.flatMap(parseVotes));
    });
}

function printPreferences(votes: readonly Vote[]): void {
  const rows = preferences(votes).map(({ arms, among, pairs, won, lost, tied, share, votes }) =>
    [arms, among, pairs, won, lost, tied, Math.round(share), votes].map(String),
  );
  const head = ['', 'among', 'pairs', 'won', 'lost', 'tied', 'preferred in %', 'votes'];
  process.stdout.write(`${markdownTable(head, rows)}\n`);
}
