import { fileURLToPath } from 'node:url';
import type { Engine } from '../../engine/engine.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { SidecarEngine } from '../../engine/sidecar/sidecarEngine.ts';
import { resolveModel } from '../../telechat/import/resolveModel.ts';
import { remoteEngine } from '../options/remoteOption.ts';
import { printByteProgress } from '../output/printByteProgress.ts';

/** What `--model`, `--provider`, `--no-speculation` and `--remote` say. */
export interface EngineOptions {
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation?: boolean;
  readonly remote?: string;
}

/** The engine for a command that writes; its process or connection starts with the first request. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { model, provider, speculation = true, remote } = options;
  if (remote !== undefined) return remoteEngine(remote, model);
  return new SidecarEngine({
    sidecarPath: fileURLToPath(new URL('./sidecar.js', import.meta.url)),
    provider,
    speculation,
    modelFolder: await resolveModel(model, { onProgress: printByteProgress() }),
    log: () => undefined,
  });
}
