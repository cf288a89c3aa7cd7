import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import * as l10n from '@vscode/l10n';
import { messageOf, UserError } from '../shared/errors.ts';
import { type AppOptions, serviceApp } from './app.ts';
import { resolveAddress, urlOf } from './http/address.ts';

/** The app's options and where to listen; whether that is loopback follows from the address. */
export interface ServiceOptions extends Omit<AppOptions, 'isLoopback'> {
  /** 0 takes any that is free. */
  readonly port: number;
}

/** A service that listens. */
export interface Service {
  readonly url: string;
  readonly port: number;
  /** Ends it, and the answers that are on their way. */
  close(): Promise<void>;
}

/**
 * Serves an engine over HTTP, in TeleChat's own form and in OpenAI's.
 * @throws UserError when the address cannot be had; UsageError when others could use it without a token
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host, port, token } = options;
  const { address, isLoopback } = await resolveAddress(host, token);
  const server = createAdaptorServer({
    fetch: serviceApp({ ...options, isLoopback }).fetch,
    // This may be the editor's extension host, whose Request and Response belong to others too.
    overrideGlobalObjects: false,
  });
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw cannotListen(urlOf(host, port), cause);
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: urlOf(host, actualPort),
    port: actualPort,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Whether a service could not start because another program has its port. */
export function isPortTaken(error: unknown): boolean {
  return (
    error instanceof UserError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'
  );
}

function cannotListen(url: string, cause: unknown): UserError {
  const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
  return new UserError(
    l10n.t('the service'),
    isTaken ? l10n.t('another program listens on {0}', url) : messageOf(cause),
    isTaken ? l10n.t('choose another with --port') : l10n.t('choose another with --host or --port'),
    { cause },
  );
}
