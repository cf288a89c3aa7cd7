import { Option } from 'commander';
import { RemoteEngine } from '../../engine/remote/remoteEngine.ts';
import { UsageError } from '../../shared/errors.ts';

/** Environment variable that holds the server's key: an option would show in the list of processes. */
const KEY_VARIABLE = 'TELECHAT_REMOTE_KEY';

/** `--remote`, for every command that writes. */
export function remoteOption(): Option {
  return new Option(
    '--remote <url>',
    `let a server compute, to which text is then sent: an OpenAI-compatible one or a TeleChat service; --model is the model's name there; key in ${KEY_VARIABLE}`,
  ).conflicts('provider');
}

/**
 * The engine on a server.
 * @param model the server's name of the model. Default: its first
 * @throws UsageError when the key in the environment cannot be one
 */
export function remoteEngine(url: string, model?: string): RemoteEngine {
  const key = process.env[KEY_VARIABLE]?.trim();
  if (key && !/^[\x21-\x7e]+$/.test(key)) {
    throw new UsageError(
      KEY_VARIABLE,
      'a key has letters, digits and signs only, and no spaces',
      'correct it',
    );
  }
  return new RemoteEngine({
    url,
    model,
    key: async () => key,
    settings: { url: '--remote', key: KEY_VARIABLE, model: '--model' },
    log: () => undefined,
  });
}
