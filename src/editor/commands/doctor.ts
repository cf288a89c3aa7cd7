import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Check, DOCTOR_REPORT, type DoctorReport } from '../../cliContract/doctor.ts';
import { windowCli } from '../cli/windowCli.ts';
import { registerCommand } from '../command.ts';
import { Previews } from '../document/previews.ts';
import { withProgress } from '../progress.ts';
import type { RemoteKey } from '../remoteKey.ts';
import { settings } from '../settings.ts';

const SCHEME = 'telechat-doctor';

/** `key` is passed to the command line where a server computes, so that the server answers it too. */
export interface DoctorParts {
  readonly extensionUri: vscode.Uri;
  readonly key: RemoteKey;
  readonly log: vscode.LogOutputChannel;
}

/** Registers "Diagnose This Machine": what works, what does not and what to do, as a preview and to be copied. */
export function registerDoctor(parts: DoctorParts): vscode.Disposable {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${l10n.t('Diagnosis of This Machine')}.md` });
  const previews = new Previews(SCHEME);
  return vscode.Disposable.from(
    previews,
    registerCommand('telechat.doctor', parts.log, async () => {
      const report = await diagnose(parts);
      await previews.show(uri, markdownOf(report), 'markdown.showPreview');
      void offerCopy(report);
    }),
  );
}

function diagnose({ extensionUri, key, log }: DoctorParts): Thenable<DoctorReport> {
  return withProgress(l10n.t('Looking at this machine…'), async (_, signal) => {
    const remote = settings.engine() === 'remote';
    const secret = remote ? await key.get(settings.remoteUrl()) : undefined;
    return windowCli(extensionUri, log).run(DOCTOR_REPORT, doctorArguments(remote), {
      signal,
      // Not as an argument, which other programs could read.
      env: secret ? { TELECHAT_REMOTE_KEY: secret } : {},
    });
  });
}

function doctorArguments(remote: boolean): string[] {
  const option = (name: string, value: string) => (value ? [name, value] : []);
  return [
    'doctor',
    ...['--provider', settings.provider(), '--editor', `${vscode.env.appName} ${vscode.version}`],
    ...option('--model', settings.model()),
    ...(remote
      ? ['--remote', settings.remoteUrl(), ...option('--remote-model', settings.remoteModel())]
      : []),
  ];
}

async function offerCopy({ text, checks }: DoctorReport): Promise<void> {
  const wrong = checks.filter(({ works, optional }) => !works && !optional).length;
  const message =
    wrong === 0
      ? l10n.t('TeleChat finds nothing wrong.')
      : l10n.t('TeleChat finds {0} things to put right.', wrong);
  const copy = l10n.t('Copy Report');
  if ((await vscode.window.showInformationMessage(message, copy)) !== copy) return;
  await vscode.env.clipboard.writeText(text);
}

function markdownOf({ text, checks }: DoctorReport): string {
  const [head = ''] = text.split('\n');
  return [
    `# ${l10n.t('Diagnosis of This Machine')}`,
    escaped(head),
    [
      `| | | ${l10n.t('How it is')} | ${l10n.t('What to do')} |`,
      '| --- | --- | --- | --- |',
      ...checks.map(row),
    ].join('\n'),
    l10n.t('The report names neither you nor your folders.'),
  ].join('\n\n');
}

function row({ name, works, optional, detail, nextStep = '' }: Check): string {
  const sign = works ? '✅' : optional ? '➖' : '❌';
  return `| ${sign} | ${nameOf(name)} | ${escaped(detail)} | ${escaped(nextStep)} |`;
}

function nameOf(check: string): string {
  const names: Readonly<Record<string, string>> = {
    'provider cpu': l10n.t('Processor'),
    'provider cuda': l10n.t('NVIDIA GPU'),
    'NVIDIA driver': l10n.t('NVIDIA driver'),
    'GPU support': l10n.t('GPU support'),
    memory: l10n.t('Memory'),
    disk: l10n.t('Disk'),
    model: l10n.t('Model'),
    sidecar: l10n.t('Engine'),
    remote: l10n.t('Server'),
    service: l10n.t('TeleChat Service'),
  };
  return names[check] ?? check;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\<>|*_~[\]]/g, '\\$&').replaceAll('\n', ' ');
}
