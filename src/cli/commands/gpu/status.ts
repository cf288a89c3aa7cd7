import path from 'node:path';
import { Command } from 'commander';
import type { GpuStatus } from '../../../cliContract/gpuStatus.ts';
import { npmRegistry, packageUrl } from '../../../hub/gpu/npmRegistry.ts';
import { isGpuInstalled } from '../../../onnx/cuda/gpuInventory.ts';
import { type GpuSupport, requiredGpuSupport } from '../../../onnx/cuda/gpuSupport.ts';
import { probeProvider } from '../../../onnx/provider/providers.ts';
import { megabytes } from '../../../shared/byteText.ts';
import { nvidiaDriver } from '../../machine/nvidiaDriver.ts';
import { printResult } from '../../output/output.ts';

interface StatusFlags {
  readonly registry?: string;
  readonly json?: boolean;
}

/** `gpu status`: whether GPU support is installed and works, and what an installation would download. */
export function statusCommand(): Command {
  return new Command('status')
    .description('Whether GPU support is installed and works, and what an installation would download.')
    .option('--registry <url>', 'npm registry or mirror (default: the one that npm is set to)')
    .option('--json', 'print one JSON object')
    .action(async (flags: StatusFlags) => {
      const support = requiredGpuSupport();
      const { works, detail, nextStep } = await probeProvider(
        path.join(import.meta.dirname, 'probe.js'),
        'cuda',
      );
      const status: GpuStatus = {
        installed: isGpuInstalled(support),
        works,
        detail,
        ...(nextStep === undefined ? {} : { nextStep }),
        folder: support.folder,
        download: await downloadOf(support, flags.registry),
        driver: (await nvidiaDriver()) ?? null,
      };
      printResult(status, flags, lines(status).join('\n'));
    });
}

async function downloadOf(support: GpuSupport, registry?: string): Promise<GpuStatus['download']> {
  const { name, version, bytes } = support.package;
  return { name, version, bytes, url: packageUrl(await npmRegistry(registry), name, version).href };
}

function lines({ installed, works, detail, nextStep, folder, download, driver }: GpuStatus): string[] {
  return [
    installed ? `GPU support is installed in ${folder}` : 'GPU support is not installed',
    ...(installed ? [] : [`\`gpu install\` downloads ${megabytes(download.bytes)} MB: ${download.url}`]),
    driver ? `${driver.gpu}, driver ${driver.version}` : 'no NVIDIA driver was found',
    ...(works ? [`the GPU ${detail}`] : installed ? [`it does not work yet: ${detail}; ${nextStep}`] : []),
  ];
}
