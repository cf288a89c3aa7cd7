import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { LOOPBACK_NAMES } from './address.ts';
import { ServiceError } from './serviceError.ts';

/**
 * Lets through only requests that name this machine: a page elsewhere whose name was rebound to 127.0.0.1 still names
 * itself in the Host header.
 * @param host what the service was told to listen on
 */
export function requireOwnHost(host: string): MiddlewareHandler {
  const names = new Set([...LOOPBACK_NAMES, host.toLowerCase()]);
  return async (c, next) => {
    const header = c.req.header('host') ?? '';
    if (!names.has(hostnameOf(`http://${header}`))) {
      const why = `the Host header "${header}" is not this machine's; ask for 127.0.0.1 or localhost`;
      throw new ServiceError(403, 'wrong_host', why);
    }
    await next();
  };
}

/**
 * Refuses what other web pages send: a browser sends it without asking, even where the page may not read the answer.
 * @param allowed the one other origin that may, `*` for all
 */
export function refuseForeignOrigins(allowed?: string): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    const isOwn = origin !== undefined && hostOf(origin) === c.req.header('host')?.toLowerCase();
    if (origin !== undefined && !isOwn && allowed !== '*' && origin !== allowed) {
      const why = `pages of ${origin} may not use this service; start it with --cors ${origin} to let them`;
      throw new ServiceError(403, 'wrong_origin', why);
    }
    await next();
  };
}

/** Refuses requests without the token as `Authorization: Bearer <token>`. */
export function requireToken(token: string): MiddlewareHandler {
  const expected = digest(`Bearer ${token}`);
  return async (c, next) => {
    const given = c.req.header('authorization') ?? '';
    // Digests, because they have one length whatever was given.
    if (!timingSafeEqual(digest(given.replace(/^bearer +/i, 'Bearer ')), expected)) {
      c.header('WWW-Authenticate', 'Bearer');
      const why = given
        ? 'the token is wrong'
        : 'a token is required; send it as "Authorization: Bearer <token>"';
      throw new ServiceError(401, 'invalid_api_key', why);
    }
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}
