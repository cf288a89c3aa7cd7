import * as l10n from '@vscode/l10n';
import { EngineError } from '../engineError.ts';

/** Where a server is: what a person typed, made into addresses without a slash at their end. */
export interface ServerAddress {
  /** Host and port, to show. */
  readonly host: string;
  /** What comes before the version: `https://host/path`. */
  readonly root: string;
  /** Where the OpenAI-compatible paths begin: `https://host/path/v1`. */
  readonly base: string;
  /** Whether the path is one of TeleChat's own service. */
  readonly isTelechat: boolean;
}

const TELECHAT_PATH = /\/telechat\/gptDialog(\/v\d+)?$/i;
const OPENAI_PATH = /\/(chat\/completions|completions|models)$/;
const VERSION = /\/v\d+$/;

/**
 * Reads the address of a server, with or without the version and a path of its interface at the end.
 * @param setting where the address was given, for the error
 * @throws EngineError when it is none
 */
export function parseServerAddress(text: string, setting: string): ServerAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.host === '') {
    const why = text.trim() === '' ? l10n.t('it is empty') : l10n.t('“{0}” is no http address', text);
    throw new EngineError('unavailable', setting, why, l10n.t('give for example http://127.0.0.1:8000'));
  }
  if (url.username || url.password) {
    throw new EngineError(
      'unavailable',
      setting,
      l10n.t('a name or a password stands in the address'),
      l10n.t('take it out; a key is kept apart from the address'),
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  const root = (end: string) => `${url.origin}${end}`;
  const isTelechat = TELECHAT_PATH.test(path);
  const stem = path.replace(TELECHAT_PATH, '').replace(OPENAI_PATH, '');
  return {
    host: url.host,
    root: root(stem.replace(VERSION, '')),
    base: root(VERSION.test(stem) ? stem : `${stem}/v1`),
    isTelechat,
  };
}

/** What an address is called on the screen: its host and port, or the text itself where it is no address. */
export function serverHost(text: string): string {
  return (URL.canParse(text) && new URL(text).host) || text;
}
