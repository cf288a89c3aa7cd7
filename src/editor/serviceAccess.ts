import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import type { EngineProvider } from './engineProvider.ts';
import { settings } from './settings.ts';

const TOKEN = 'telechat.service.token';
const TOKEN_BYTES = 24;

/**
 * Who may use the window's service, and what for: whoever knows the token, and the engine of this machine. A server that the
 * person named costs their key or quota, and answers other programs only where they chose so.
 */
export class ServiceAccess {
  /** The server that the person let other programs use, for as long as this window lives. */
  private allowedServer: string | undefined;

  constructor(
    private readonly engines: EngineProvider,
    private readonly secrets: vscode.SecretStorage,
  ) {}

  /** The secret that every request brings: made once, and kept in VS Code's secret storage. */
  async token(): Promise<string> {
    const kept = await this.secrets.get(TOKEN);
    if (kept) return kept;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await this.secrets.store(TOKEN, token);
    return token;
  }

  /** Asks, where the window has a server, whether other programs may use it. @returns false when they may not */
  async ask(): Promise<boolean> {
    const server = serverInUse();
    if (server === undefined || server === this.allowedServer) return true;
    const serve = l10n.t('Serve From the Server');
    const question = l10n.t(
      'Programs that use the service would be answered by {0}, at your expense.',
      server,
    );
    const chosen = await vscode.window.showWarningMessage(question, { modal: true }, serve);
    if (chosen === serve) this.allowedServer = server;
    return chosen === serve;
  }

  /** The engine that answers. @throws EngineError where it is a server that the person did not choose for this */
  engine(): Engine {
    const server = serverInUse();
    if (server === undefined || server === this.allowedServer) return this.engines.get();
    throw new EngineError(
      'unavailable',
      l10n.t('the service'),
      l10n.t('the engine is now a server, which nobody chose for other programs'),
      l10n.t('start the service again'),
    );
  }
}

/** The address of the server that computes; undefined where this machine does. */
function serverInUse(): string | undefined {
  return settings.engine() === 'remote' ? settings.remoteUrl() : undefined;
}
