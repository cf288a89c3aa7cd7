import { Command } from 'commander';
import { installCommand } from './install.ts';
import { removeCommand } from './remove.ts';
import { statusCommand } from './status.ts';

/** `gpu`: what computing on an NVIDIA GPU needs. */
export function gpuCommand(): Command {
  return new Command('gpu')
    .description('Install what computing on an NVIDIA GPU needs, and look after it.')
    .addCommand(installCommand())
    .addCommand(statusCommand())
    .addCommand(removeCommand());
}
