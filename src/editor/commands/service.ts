import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { SERVICE_PORT } from '../../service/port.ts';
import type { Service } from '../../service/service.ts';
import { registerCommand } from '../command.ts';
import type { EngineProvider } from '../engineProvider.ts';
import { ServiceAccess } from '../serviceAccess.ts';

/** The window's own engine answers the service's requests; `extensionUri` is where its page lies, `secrets` keep its token. */
export interface ServiceParts {
  readonly engines: EngineProvider;
  readonly secrets: vscode.SecretStorage;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** "Start Service" and "Stop Service": the window's engine over HTTP, for other programs on this machine. */
class ServiceCommands implements vscode.Disposable {
  private running: Promise<Service> | undefined;
  private readonly access: ServiceAccess;
  private readonly item = vscode.window.createStatusBarItem(
    'telechat.service',
    vscode.StatusBarAlignment.Right,
  );

  constructor(private readonly parts: ServiceParts) {
    this.access = new ServiceAccess(parts.engines, parts.secrets);
    this.item.name = l10n.t('TeleChat Service');
    this.item.command = 'telechat.startService';
  }

  /** Starts it, unless it runs or a person would rather not have their server used, and shows its address. */
  async start(): Promise<void> {
    if (!(await this.access.ask())) return;
    await this.offer(await this.url());
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    this.item.hide();
    await vscode.commands.executeCommand('setContext', 'telechat.isServiceRunning', false);
    await (await running?.catch(() => undefined))?.close();
  }

  dispose(): void {
    void this.stop();
    this.item.dispose();
  }

  private async url(): Promise<string> {
    const running = this.running ?? this.launch();
    this.running = running;
    try {
      const { url } = await running;
      if (this.running === running) this.show(url);
      return url;
    } catch (error) {
      this.running = undefined;
      throw error;
    }
  }

  private async launch(): Promise<Service> {
    const { extensionUri, log } = this.parts;
    // Seldom used, and not needed for the window to open.
    const { isPortTaken, startService } = await import('../../service/service.ts');
    const options = {
      engine: () => this.access.engine(),
      host: '127.0.0.1',
      token: await this.access.token(),
      pageFolder: vscode.Uri.joinPath(extensionUri, 'dist').fsPath,
      log: (line: string) => log.error(`service: ${line}`),
    };
    try {
      return await startService({ ...options, port: SERVICE_PORT });
    } catch (error) {
      // Another window may serve already.
      if (!isPortTaken(error)) throw error;
      return startService({ ...options, port: 0 });
    }
  }

  private show(url: string): void {
    this.parts.log.info(`the service listens on ${url}`);
    this.item.text = '$(broadcast)';
    this.item.tooltip = l10n.t('TeleChat serves other programs on this machine at {0}', url);
    this.item.show();
    void vscode.commands.executeCommand('setContext', 'telechat.isServiceRunning', true);
  }

  private async offer(url: string): Promise<void> {
    const copy = l10n.t('Copy Address');
    const token = l10n.t('Copy Token');
    const open = l10n.t('Open Page');
    const stop = l10n.t('Stop Service');
    const message = l10n.t('TeleChat serves programs that have the token at {0}', url);
    const chosen = await vscode.window.showInformationMessage(message, copy, token, open, stop);
    if (chosen === copy) await vscode.env.clipboard.writeText(url);
    if (chosen === token) await vscode.env.clipboard.writeText(await this.access.token());
    if (chosen === open) {
      const fragment = `token=${await this.access.token()}`;
      await vscode.env.openExternal(vscode.Uri.parse(url).with({ path: '/', fragment }));
    }
    if (chosen === stop) await this.stop();
  }
}

/** Registers "Start Service" and "Stop Service"; the service ends with the window. */
export function registerServiceCommands(parts: ServiceParts): vscode.Disposable {
  const service = new ServiceCommands(parts);
  return vscode.Disposable.from(
    service,
    registerCommand('telechat.startService', parts.log, () => service.start()),
    registerCommand('telechat.stopService', parts.log, () => service.stop()),
  );
}
