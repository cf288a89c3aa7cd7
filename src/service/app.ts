import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Engine } from '../engine/engine.ts';
import { health } from './health.ts';
import { refuseForeignOrigins, requireOwnHost, requireToken } from './http/access.ts';
import { Generations } from './http/generations.ts';
import { closedHeaders } from './http/headers.ts';
import { errorBody, logFailure, ServiceError, toServiceError } from './http/serviceError.ts';
import { openaiRoutes } from './openai/routes.ts';
import { pageRoutes } from './pageRoutes.ts';
import { dialogRoutes } from './telechat/dialogRoutes.ts';

/** Who answers the requests, and which are let in. */
export interface AppOptions {
  /** The engine that answers; asked for with each request, so that it may be another by then. */
  readonly engine: () => Engine;
  /** What it listens on, as a person wrote it. */
  readonly host: string;
  /** Only this machine can reach it. */
  readonly isLoopback: boolean;
  /** The secret that every request for the model has to bring. */
  readonly token?: string | undefined;
  /** The origin whose web pages may use it, `*` for all; none but its own by default. */
  readonly cors?: string | undefined;
  /** Folder of the bundles servicePage.js and servicePage.css. */
  readonly pageFolder: string;
  readonly log: (line: string) => void;
}

/** Everything that the service answers, from its checks to its routes. */
export function serviceApp(options: AppOptions): Hono {
  const { engine, host, isLoopback, token, cors: allowedOrigin, pageFolder, log } = options;
  const app = new Hono();
  if (isLoopback) app.use(requireOwnHost(host));
  app.use(refuseForeignOrigins(allowedOrigin));
  if (allowedOrigin) app.use(cors({ origin: allowedOrigin, maxAge: 600 }));
  // Before the token is asked for: a browser cannot send one with a page, whose files hold nothing secret.
  app.route('/', pageRoutes(pageFolder));
  app.use(closedHeaders());
  if (token) app.use(requireToken(token));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const error = new ServiceError(405, 'wrong_method', `${c.req.path} takes ${methods.join(', ')}`);
        return c.json(errorBody(error), 405, { Allow: methods.join(', ') });
      },
    }),
  );
  const generations = new Generations(engine);
  app.get('/health', (c) => health(c, engine()));
  app.route('/v1', openaiRoutes(generations));
  app.route('/telechat/gptDialog', dialogRoutes(generations, log));
  app.notFound((c) => {
    const error = new ServiceError(404, 'unknown_url', `there is no ${c.req.method} ${c.req.path}`);
    return c.json(errorBody(error), 404);
  });
  app.onError((error, c) => {
    const failure = toServiceError(error);
    logFailure(c, error, log);
    return c.json(errorBody(failure), failure.status);
  });
  return app;
}
