import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const NONE = ["'none'"];
const SELF = ["'self'"];

/** Headers of the page: it may run its own script and reach this service, and be shown in no other page. */
export function pageHeaders(): MiddlewareHandler {
  return secureHeaders({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      defaultSrc: NONE,
      scriptSrc: SELF,
      styleSrc: SELF,
      connectSrc: SELF,
      imgSrc: ['data:'],
      baseUri: NONE,
      formAction: NONE,
      frameAncestors: NONE,
    },
  });
}

/** Headers of everything else: TeleChat's own form calls an answer HTML, so a browser that shows it must run nothing in it. */
export function closedHeaders(): MiddlewareHandler {
  return secureHeaders({
    strictTransportSecurity: false,
    // Web pages that --cors lets in may read the answers.
    crossOriginResourcePolicy: false,
    contentSecurityPolicy: { defaultSrc: NONE, frameAncestors: NONE, sandbox: [] },
  });
}
