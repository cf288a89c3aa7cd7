import { fileURLToPath } from 'node:url';
import type { Engine } from '../engine/engine.ts';
import type { ProviderChoice } from '../engine/protocol.ts';
import { SidecarEngine } from '../engine/sidecarEngine.ts';
import { resolveModel } from '../telechat/resolveModel.ts';
import { printByteProgress } from './byteProgress.ts';

/** What `--model`, `--provider` and `--no-speculation` say. */
export interface EngineOptions {
  readonly model?: string;
  readonly provider: ProviderChoice;
  readonly speculation?: boolean;
}

/** The engine for a command that writes; its process starts with the first request. */
export async function startEngine({ model, provider, speculation = true }: EngineOptions): Promise<Engine> {
  return new SidecarEngine({
    sidecarPath: fileURLToPath(new URL('./sidecar.js', import.meta.url)),
    provider,
    speculation,
    modelFolder: await resolveModel(model, { onProgress: printByteProgress() }),
    log: () => undefined,
  });
}
