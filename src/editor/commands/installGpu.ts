import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { GPU_INSTALLED } from '../../cliContract/gpuInstall.ts';
import { GPU_REMOVED } from '../../cliContract/gpuRemove.ts';
import { GPU_STATUS, type GpuOutcome, type GpuStatus } from '../../cliContract/gpuStatus.ts';
import { byteText } from '../../shared/byteText.ts';
import { cliEventText } from '../cli/cliEventText.ts';
import type { CliProgram } from '../cli/cliProgram.ts';
import { windowCli } from '../cli/windowCli.ts';
import { registerCommand } from '../command.ts';
import { withProgress } from '../progress.ts';
import { settings } from '../settings.ts';

/** Registers "Install GPU Support", which removes it too where it is installed. */
export function registerInstallGpu(
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return registerCommand('telechat.installGpu', log, () => run(windowCli(extensionUri, log)));
}

async function run(program: CliProgram): Promise<void> {
  const status = await withProgress(l10n.t('Looking at this machine…'), (_, signal) =>
    program.run(GPU_STATUS, ['gpu', 'status', ...registryOption()], { signal }),
  );
  if (status.installed) return offerRemoval(program, status);
  const source = await askSource(status);
  if (source) await tell(await install(program, source));
}

function registryOption(): string[] {
  const registry = settings.gpuRegistry();
  return registry ? ['--registry', registry] : [];
}

/** @returns options of `gpu install`; undefined when the person leaves */
async function askSource(status: GpuStatus): Promise<string[] | undefined> {
  const { bytes, url } = status.download;
  const download = l10n.t('Download');
  const chooseFile = l10n.t('Choose a File…');
  const detail = [
    l10n.t('{0} are downloaded from {1}.', byteText(bytes), new URL(url).host),
    l10n.t('It is for NVIDIA GPUs, with driver 580 or newer and the libraries of CUDA 13.'),
    status.driver
      ? l10n.t('{0} with driver {1} was found.', status.driver.gpu, status.driver.version)
      : l10n.t('No NVIDIA driver was found on this machine.'),
  ].join('\n');
  const question = l10n.t('Install GPU support?');
  const options = { modal: true, detail };
  const answer = await vscode.window.showInformationMessage(question, options, download, chooseFile);
  if (answer === download) return registryOption();
  return answer === chooseFile ? askFile(status) : undefined;
}

/** For a machine without a network: the package as a file. */
async function askFile({ download: { name, version } }: GpuStatus): Promise<string[] | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('The file of {0}', `npm pack ${name}@${version}`),
      openLabel: l10n.t('Install'),
      filters: { 'npm pack': ['tgz'] },
    })) ?? [];
  return file && ['--file', file.fsPath];
}

function install(program: CliProgram, source: readonly string[]): Thenable<GpuOutcome> {
  const stages: Readonly<Record<string, string>> = {
    download: l10n.t('downloading'),
    verify: l10n.t('verifying'),
    unpack: l10n.t('unpacking'),
    try: l10n.t('trying it out'),
  };
  return withProgress(l10n.t('Installing GPU support'), (report, signal) => {
    let stage = '';
    return program.run(GPU_INSTALLED, ['gpu', 'install', ...source, '--progress', 'json'], {
      signal,
      onEvent: (event) => {
        if ('stage' in event) stage = stages[event.stage] ?? event.stage;
        report(cliEventText(event, stage));
      },
    });
  });
}

async function tell(outcome: GpuOutcome): Promise<void> {
  if (!outcome.works) {
    await tellMissing(outcome);
    return;
  }
  const restart = l10n.t('Restart the engine');
  if ((await vscode.window.showInformationMessage(workingText(outcome), restart)) === restart) {
    await vscode.commands.executeCommand('telechat.restart');
  }
}

async function offerRemoval(program: CliProgram, status: GpuStatus): Promise<void> {
  const remove = l10n.t('Remove');
  const answer = status.works
    ? await vscode.window.showInformationMessage(workingText(status), remove)
    : await tellMissing(status, remove);
  if (answer !== remove) return;
  const { bytes } = await program.run(GPU_REMOVED, ['gpu', 'remove']);
  void vscode.window.showInformationMessage(
    l10n.t('{0} is removed; {1} are free again.', l10n.t('GPU support'), byteText(bytes)),
  );
}

/** @returns the chosen one of `others` */
async function tellMissing(
  { detail, nextStep = '' }: GpuOutcome,
  ...others: string[]
): Promise<string | undefined> {
  const diagnose = l10n.t('Diagnose');
  const message = l10n.t('GPU support is installed, but does not work yet: {0}; {1}', detail, nextStep);
  const answer = await vscode.window.showWarningMessage(message, diagnose, ...others);
  if (answer === diagnose) await vscode.commands.executeCommand('telechat.doctor');
  return answer;
}

function workingText({ detail }: GpuOutcome): string {
  const works = l10n.t('GPU support is installed and works: {0}', detail);
  if (settings.provider() !== 'cpu') return works;
  return `${works} ${l10n.t('The setting telechat.provider is "cpu"; "auto" uses the GPU.')}`;
}
