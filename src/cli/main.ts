#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { reportFailure } from './output.ts';

/** The commands of the product without VS Code; each lives in its own file under commands/. */
function program(): Command {
  return new Command('telechat-writer')
    .description('Long-form writing with TeleChat on this machine.')
    .exitOverride()
    .showHelpAfterError();
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = reportFailure(error);
}
