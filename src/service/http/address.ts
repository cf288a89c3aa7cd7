import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import * as l10n from '@vscode/l10n';
import { UsageError, UserError } from '../../shared/errors.ts';

/** Names by which a machine asks itself. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** The address to listen on. */
export interface ServiceAddress {
  readonly address: string;
  /** Only this machine can reach it. */
  readonly isLoopback: boolean;
}

/**
 * Finds the address that a host name means.
 * @throws UserError when it means none; UsageError when others can reach it and no token keeps them out
 */
export async function resolveAddress(host: string, token: string | undefined): Promise<ServiceAddress> {
  const { address, family } = await lookup(host).catch((cause: unknown) => {
    throw new UserError(
      l10n.t('the service'),
      l10n.t('"{0}" is no address of this machine', host),
      l10n.t('choose another with --host'),
      { cause },
    );
  });
  const isLoopback = LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4');
  if (!isLoopback && !token) {
    throw new UsageError(
      l10n.t('the service'),
      l10n.t('others can reach {0}, and without a token anyone could use the model', host),
      l10n.t('give a secret with --token, or listen on 127.0.0.1'),
    );
  }
  return { address, isLoopback };
}

/** @param host a name or an address, an IPv6 address without brackets */
export function urlOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
