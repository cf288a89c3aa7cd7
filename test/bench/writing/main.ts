import { Command } from 'commander';
import { reportFailure } from '../../../src/cli/output/output.ts';
import { pairsCommand } from './commands/pairs.ts';
import { runCommand } from './commands/run.ts';
import { tableCommand } from './commands/table.ts';
import { preferencesCommand, votesCommand } from './commands/votes.ts';

/** Runs the yardstick's command line. @param root folder of the repository */
export async function main(root: string): Promise<void> {
  const program = new Command('yardstick')
    .description('Measures the documents that the product writes: docs/writing-yardstick.md')
    .addCommand(runCommand(root))
    .addCommand(tableCommand(root))
    .addCommand(pairsCommand(root))
    .addCommand(votesCommand())
    .addCommand(preferencesCommand());
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
