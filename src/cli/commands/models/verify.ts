import { Command } from 'commander';
import type { VerifiedModel } from '../../../cliContract/modelsVerify.ts';
import { megabytes } from '../../../shared/byteText.ts';
import { modelBytes } from '../../../telechat/folder/modelBytes.ts';
import { isModelFolder } from '../../../telechat/folder/modelFolder.ts';
import { modelNamed } from '../../../telechat/folder/modelsFolder.ts';
import { verifyModel } from '../../../telechat/folder/verifyModel.ts';
import { printResult } from '../../output/output.ts';
import { byteProgressPrinter, type ProgressForm, progressOption } from '../../output/progressOption.ts';
import { cancellable } from '../../running/cancellable.ts';

interface VerifyFlags {
  readonly json?: boolean;
  readonly progress: ProgressForm;
}

/** `models verify`: whether a model folder is still what was imported. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare every file of a model folder with the hash it was imported with.')
    .argument('<model>', 'model folder, or the name of a model that was pulled')
    .addOption(progressOption())
    .option('--json', 'print one JSON object')
    .action(async (model: string, flags: VerifyFlags) => {
      const folder = (await isModelFolder(model)) ? model : ((await modelNamed(model)) ?? model);
      const manifest = await cancellable('the verification', 'start it again when you like', (signal) =>
        verifyModel(folder, { onProgress: byteProgressPrinter(flags.progress), signal }),
      );
      const files = Object.keys(manifest.files).length;
      const bytes = modelBytes(manifest);
      const verified: VerifiedModel = {
        model: folder,
        name: manifest.name,
        files,
        bytes,
        ok: true,
      };
      printResult(verified, flags, `${folder}: ${files} files, ${megabytes(bytes)} MB, all as imported`);
    });
}
