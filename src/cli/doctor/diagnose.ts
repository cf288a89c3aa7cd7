import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import manifest from '../../../native/manifest.json' with { type: 'json' };
import product from '../../../package.json' with { type: 'json' };
import type { Check } from '../../cliContract/doctor.ts';
import type { ProviderChoice } from '../../engine/protocol.ts';
import { gibibytes } from '../../shared/byteText.ts';
import { readModelFolder } from '../../telechat/folder/modelFolder.ts';
import { resolveModel } from '../../telechat/import/resolveModel.ts';
import { check } from './check.ts';
import { remoteCheck, serviceCheck, sidecarCheck } from './engineChecks.ts';
import { computeChecks, diskCheck, memoryCheck } from './machineChecks.ts';
import { personal, redact } from './redact.ts';
import type { Report } from './report.ts';

/** What to diagnose: by `remote` a server that computes, else the model on this machine. */
export interface DiagnosisOptions {
  /** As `resolveModel` takes it. */
  readonly model?: string;
  readonly provider: ProviderChoice;
  /** Address of a server that computes. */
  readonly remote?: string;
  /** The server's name of the model. */
  readonly remoteModel?: string;
  /** Where the service is, if it runs. */
  readonly service: string;
  /** The editor that asks, and its version. */
  readonly editor?: string;
}

/**
 * Looks at everything that TeleChat Writer needs. What fails is a line of the report; nothing but an abort is thrown.
 * The report holds nothing personal: whoever asks may send it as it is.
 */
export async function diagnose(options: DiagnosisOptions, signal: AbortSignal): Promise<Report> {
  const { model, editor } = options;
  const who = personal();
  const folders = model ? [path.dirname(path.resolve(model)), path.dirname(model)] : [];
  const clean = (text: string) => redact(text, who, folders);
  const checks = (await allChecks(options, signal)).map(({ detail, nextStep, ...rest }) => ({
    ...rest,
    detail: clean(detail),
    ...(nextStep === undefined ? {} : { nextStep: clean(nextStep) }),
  }));
  return {
    version: product.version,
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    onnxruntime: manifest.onnxruntime.version,
    ...(editor ? { editor } : {}),
    memoryGiB: Number(gibibytes(totalmem())),
    freeMemoryGiB: Number(gibibytes(freemem())),
    checks,
  };
}

async function allChecks(options: DiagnosisOptions, signal: AbortSignal): Promise<Check[]> {
  const { model, provider, remote, remoteModel, service } = options;
  const probe = path.join(import.meta.dirname, 'probe.js');
  const folder = resolveModel(model, { signal });
  const manifest = folder.then(readModelFolder);
  const read = await manifest.catch(() => undefined);
  // One after the other: the sidecar's speed is told, and a GPU is used by one at a time.
  return [
    ...(await computeChecks(probe, provider, signal)),
    await check('memory', () => memoryCheck(read), signal),
    await check('disk', diskCheck, signal),
    await check(
      'model',
      async () => {
        const { name, weights } = await manifest;
        return `${name}, ${weights} weights, complete`;
      },
      signal,
    ),
    await check('sidecar', async (ended) => sidecarCheck(await folder, provider, ended), signal),
    ...(remote === undefined
      ? []
      : [await check('remote', (ended) => remoteCheck(remote, remoteModel, ended), signal)]),
    await check('service', (ended) => serviceCheck(service, ended), signal),
  ];
}
