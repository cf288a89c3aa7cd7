import { homedir, hostname, tmpdir, userInfo } from 'node:os';

/** Accounts that machines come with tell nothing of a person. */
const COMMON_ACCOUNTS = /^(root|user|admin|administrator|node|ubuntu|debian|vscode|codespace|runner)$/i;

/** Variables whose values are secrets. */
const SECRETS: readonly string[] = [
  'TELECHAT_REMOTE_KEY',
  'TELECHAT_TOKEN',
  'HF_TOKEN',
  'MODELSCOPE_API_TOKEN',
];

/** What of a person and a machine must not stand in a report. */
export interface Personal {
  readonly home: string;
  readonly temporary: string;
  readonly user: string;
  readonly host: string;
  readonly secrets: readonly string[];
}

/** Of whoever runs this. What the system does not tell is left empty. */
export function personal(): Personal {
  return {
    home: told(homedir),
    temporary: told(tmpdir),
    user: told(() => userInfo().username),
    host: told(hostname),
    secrets: SECRETS.flatMap((name) => process.env[name]?.trim() || []),
  };
}

/**
 * Takes the home folder, the names of person and machine, keys, and passwords in addresses out of a text.
 * @param folders folders outside of the home folder, to be shown as `…`
 */
export function redact(text: string, of: Personal, folders: readonly string[] = []): string {
  let result = text;
  for (const secret of of.secrets) result = replaced(result, secret, '<key>');
  result = result
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1')
    .replaceAll(/([?&](?:[^=&\s]*(?:key|token|secret|password|signature))=)[^&\s]+/gi, '$1<key>')
    .replaceAll(/(bearer\s+)[^\s,;]+/gi, '$1<key>');
  for (const folder of folders) result = replaced(result, folder, '…');
  result = replaced(result, of.home, '~');
  result = replaced(result, of.temporary, '<temporary folder>');
  if (!COMMON_ACCOUNTS.test(of.user)) result = words(result, of.user, '<user>');
  if (of.host !== 'localhost') {
    result = words(result, of.host, '<machine>');
    result = words(result, of.host.split('.')[0] ?? '', '<machine>');
  }
  return result;
}

/** Longer than a letter or a slash, which would be replaced everywhere. */
function replaced(text: string, part: string, by: string): string {
  const forms = [part, part.replaceAll('\\', '/'), encodeURI(part.replaceAll('\\', '/'))];
  return part.length < 3 ? text : forms.reduce((rest, form) => rest.replaceAll(form, by), text);
}

function words(text: string, word: string, by: string): string {
  if (word.length < 2) return text;
  const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'), by);
}

function told(what: () => string): string {
  try {
    return what();
  } catch {
    // There are users without a name, in containers.
    return '';
  }
}
