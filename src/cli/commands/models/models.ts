import { Command } from 'commander';
import { listCommand } from './list.ts';
import { pullCommand } from './pull.ts';
import { recommendCommand } from './recommend.ts';
import { removeCommand } from './remove.ts';
import { verifyCommand } from './verify.ts';

/** `models`: what can be done with model folders. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('Download models and look after them.')
    .addCommand(recommendCommand())
    .addCommand(listCommand())
    .addCommand(pullCommand())
    .addCommand(verifyCommand())
    .addCommand(removeCommand());
}
