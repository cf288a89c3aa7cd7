#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { benchCommand } from './commands/bench.ts';
import { datasetCommand } from './commands/dataset.ts';
import { detokenizeCommand } from './commands/detokenize.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { generateCommand } from './commands/generate.ts';
import { gpuCommand } from './commands/gpu/gpu.ts';
import { importCommand } from './commands/import.ts';
import { logitsCommand } from './commands/logits.ts';
import { measureCommand } from './commands/measure.ts';
import { modelsCommand } from './commands/models/models.ts';
import { renderCommand } from './commands/render.ts';
import { reviseCommand } from './commands/revise.ts';
import { serveCommand } from './commands/serve.ts';
import { tokenizeCommand } from './commands/tokenize.ts';
import { writeCommand } from './commands/write.ts';
import { reportFailure } from './output/output.ts';
import { watchOutput } from './output/standardOutput.ts';

/** The commands of the product without VS Code; each lives in its own file under commands/. */
function program(): Command {
  const program = new Command('telechat-writer')
    .description('Long-form writing with TeleChat on this machine.')
    .addCommand(importCommand())
    .addCommand(modelsCommand())
    .addCommand(gpuCommand())
    .addCommand(logitsCommand())
    .addCommand(generateCommand())
    .addCommand(tokenizeCommand())
    .addCommand(detokenizeCommand())
    .addCommand(renderCommand())
    .addCommand(writeCommand())
    .addCommand(measureCommand())
    .addCommand(reviseCommand())
    .addCommand(exportCommand())
    .addCommand(datasetCommand())
    .addCommand(serveCommand())
    .addCommand(benchCommand())
    .addCommand(doctorCommand());
  return program;
}

/** Wrong usage throws, at whatever depth of commands. */
function throwing(command: Command): Command {
  for (const inner of command.commands) throwing(inner);
  return command.exitOverride().showHelpAfterError();
}

watchOutput();
try {
  await throwing(program()).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = reportFailure(error);
}
