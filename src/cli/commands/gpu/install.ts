import path from 'node:path';
import { Command, Option } from 'commander';
import type { GpuInstalled } from '../../../cliContract/gpuInstall.ts';
import { type GpuStage, installGpu } from '../../../hub/gpu/installGpu.ts';
import { npmRegistry } from '../../../hub/gpu/npmRegistry.ts';
import { requiredGpuSupport } from '../../../onnx/cuda/gpuSupport.ts';
import { probeProvider } from '../../../onnx/provider/providers.ts';
import { printResult } from '../../output/output.ts';
import { type ProgressForm, printEvent, progressOption } from '../../output/progressOption.ts';
import { stageProgress } from '../../output/stageProgress.ts';
import { cancellable } from '../../running/cancellable.ts';

interface InstallFlags {
  readonly registry?: string;
  readonly file?: string;
  readonly progress: ProgressForm;
  readonly json?: boolean;
}

/** `gpu install`: downloads and unpacks GPU support, then tries it out. */
export function installCommand(): Command {
  return new Command('install')
    .description("Download ONNX Runtime's CUDA provider from an npm registry, and try it out.")
    .option('--registry <url>', 'npm registry or mirror (default: the one that npm is set to)')
    .addOption(
      new Option(
        '--file <package.tgz>',
        'the package on this machine, for one without a network; `gpu status` names it',
      ).conflicts('registry'),
    )
    .addOption(progressOption())
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run(flags: InstallFlags): Promise<void> {
  const { registry, file, progress: form } = flags;
  const support = requiredGpuSupport();
  const from = file === undefined ? { registry: await npmRegistry(registry) } : { file };
  const [installation, { works, detail, nextStep }] = await cancellable(
    'the installation',
    'start it again to go on from where it was',
    async (signal) => {
      const installation = await installGpu(support, {
        from,
        signal,
        ...stageProgress(form, stageLine),
      });
      printEvent(form, { stage: 'try' }, 'trying it out');
      const probe = path.join(import.meta.dirname, 'probe.js');
      return [installation, await probeProvider(probe, 'cuda', signal)] as const;
    },
  );
  const installed: GpuInstalled = {
    ...installation,
    works,
    detail,
    ...(nextStep === undefined ? {} : { nextStep }),
  };
  printResult(installed, flags, summary(installed));
}

function stageLine(stage: GpuStage, what: string): string {
  const verbs = { download: 'downloading from', verify: 'verifying', unpack: 'unpacking' };
  return `${verbs[stage]} ${what}`;
}

function summary({ folder, seconds, wasThere, works, detail, nextStep }: GpuInstalled): string {
  const installed = wasThere
    ? `GPU support is there already: ${folder}`
    : `GPU support is installed in ${folder} (${seconds.toFixed(1)} s)`;
  if (works) return `${installed}\nthe GPU ${detail}`;
  return `${installed}\nit does not work yet: ${detail}${nextStep ? `; ${nextStep}` : ''}`;
}
