import path from 'node:path';
import { Option } from 'commander';
import { PROVIDER_CHOICES, type ProviderChoice } from '../../engine/protocol.ts';
import type { SessionOptions } from '../../onnx/sessionOptions.ts';
import { Decoder } from '../../telechat/decoding/decoder.ts';
import { readModelFolder } from '../../telechat/folder/modelFolder.ts';
import { providerFor } from '../../telechat/folder/modelProvider.ts';

/** `--provider`, for every command that computes. */
export function providerOption(): Option {
  return new Option('--provider <provider>', 'where to compute').choices(PROVIDER_CHOICES).default('auto');
}

/** `--no-speculation`, for commands whose speed it changes. */
export function speculationOption(): Option {
  return new Option(
    '--no-speculation',
    'compute every token in a pass of its own, for comparison: the text is the same',
  );
}

/** Loads a model for a command that computes in this process. */
export async function openDecoder(
  folder: string,
  choice: ProviderChoice,
  options: SessionOptions = {},
): Promise<Decoder> {
  const manifest = await readModelFolder(folder);
  const provider = await providerFor(manifest, choice, path.join(import.meta.dirname, 'probe.js'));
  return Decoder.open(folder, { ...options, manifest, provider });
}
