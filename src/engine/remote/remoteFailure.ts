import * as l10n from '@vscode/l10n';
import { messageOf } from '../../shared/errors.ts';
import { EngineError } from '../engineError.ts';

/** What the places are called where a person sets things up: `telechat.remote.url`, `--remote`. */
export interface RemoteSettings {
  readonly url: string;
  readonly key: string;
  readonly model: string;
}

/** Whom a failure is about. */
export interface RemoteServer {
  /** Host and port, to show. */
  readonly host: string;
  readonly settings: RemoteSettings;
}

const UNKNOWN_NAME = /ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED/;
const REFUSED = /ECONNREFUSED|ERR_CONNECTION_REFUSED/;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS/;
const NO_TLS = /EPROTO|ERR_SSL|WRONG_VERSION_NUMBER/;

/** A request that brought no answer: no connection, an unknown name, a certificate that is not trusted. */
export function connectionFailure(error: unknown, { host, settings }: RemoteServer): EngineError {
  const code = codeOf(error);
  const correct = l10n.t('start it, or correct {0}', settings.url);
  const [why, nextStep] = CERTIFICATE.test(code)
    ? [
        l10n.t('its certificate is not accepted ({0})', code),
        l10n.t('have this machine trust its certificate authority (for Node.js: NODE_EXTRA_CA_CERTS)'),
      ]
    : NO_TLS.test(code)
      ? [
          l10n.t('there is no TLS on this port ({0})', code),
          l10n.t('write http:// instead of https:// in {0}', settings.url),
        ]
      : UNKNOWN_NAME.test(code)
        ? [l10n.t('its name is unknown'), l10n.t('correct {0}', settings.url)]
        : [REFUSED.test(code) ? l10n.t('nothing answers there') : code || messageOf(error), correct];
  return new EngineError('unavailable', serverName(host), why, nextStep, { cause: error });
}

/** True where the connection broke before anything was answered, as an idle one does that the server has closed. */
export function isBrokenConnection(error: unknown): boolean {
  return /ECONNRESET|EPIPE|UND_ERR_SOCKET/.test(codeOf(error));
}

/** An answer that broke off: what came of it is all there is. */
export function brokenStream({ host }: Pick<RemoteServer, 'host'>, cause?: unknown): EngineError {
  return new EngineError(
    'interrupted',
    serverName(host),
    l10n.t('the connection broke in the middle of the answer'),
    l10n.t('try again'),
    { cause },
  );
}

/** A failure that the server itself reports in an answer that has begun. */
export function reportedFailure({ host }: Pick<RemoteServer, 'host'>, detail: string): EngineError {
  return new EngineError(
    'interrupted',
    serverName(host),
    l10n.t('it reports: {0}', detail),
    l10n.t('try again'),
  );
}

/** What a server answered instead of doing what it was asked. */
export interface Refusal {
  readonly status: number;
  /** What the server says about it; may be empty. */
  readonly detail: string;
  /** What was asked for, without the query. */
  readonly path: string;
  readonly hasKey: boolean;
  /** Where a redirect leads. */
  readonly location: string | undefined;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number | undefined;
}

/** The error that a refusal is, with what to do about it. */
export function refusalFailure(refusal: Refusal, { host, settings }: RemoteServer): EngineError {
  const { status, detail, path, hasKey, location, retryAfter } = refusal;
  const said = detail === '' ? `HTTP ${status}` : `HTTP ${status}: ${detail}`;
  const failure = (code: EngineError['code'], why: string, nextStep: string) =>
    new EngineError(code, serverName(host), why, nextStep);
  if (status >= 300 && status < 400) {
    const why = l10n.t('it sends elsewhere: {0}', location ?? said);
    return failure('unavailable', why, l10n.t('correct {0}', settings.url));
  }
  if (status === 401 || status === 403) {
    const why = hasKey ? l10n.t('it refuses the key ({0})', said) : l10n.t('it asks for a key ({0})', said);
    return failure('unavailable', why, l10n.t('set the right key: {0}', settings.key));
  }
  if (status === 404 || status === 405) {
    const why = l10n.t('it knows nothing at {0} ({1})', path, said);
    return failure('unavailable', why, l10n.t('correct {0}', settings.url));
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    const why =
      status === 429
        ? l10n.t('it has too many requests ({0})', said)
        : l10n.t('it is busy or still starting ({0})', said);
    const next =
      retryAfter === undefined
        ? l10n.t('try again in a moment')
        : l10n.t('try again in {0} seconds', Math.ceil(retryAfter));
    return failure('unavailable', why, next);
  }
  if (status >= 500) {
    return failure('unavailable', l10n.t('it failed ({0})', said), l10n.t('try again, or read its own log'));
  }
  const why = l10n.t('it refuses the request ({0})', said);
  return failure('rejected', why, l10n.t('shorten the text, or choose another model: {0}', settings.model));
}

/** How a server is called in messages. */
export function serverName(host: string): string {
  return l10n.t('the server {0}', host);
}

/** The codes of an error and of what caused it, as fetch nests them. */
function codeOf(error: unknown): string {
  const codes: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') codes.push(cause.code);
    const nested = cause instanceof AggregateError ? cause.errors : [];
    codes.push(...nested.map(codeOf).filter(Boolean));
  }
  return codes[0] ?? /\b(ERR_[A-Z_]+)\b/.exec(messageOf(error))?.[1] ?? '';
}
