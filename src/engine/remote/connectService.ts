import * as l10n from '@vscode/l10n';
import { EngineError } from '../engineError.ts';
import type { HttpClient } from './httpClient.ts';
import { OpenaiService } from './openai/openaiService.ts';
import { serverName } from './remoteFailure.ts';
import type { RemoteService, ServiceOptions } from './remoteService.ts';
import type { ServerAddress } from './serverAddress.ts';
import { TelechatService } from './telechat/telechatService.ts';

/**
 * Finds out which protocol a server speaks, and what it says of its model.
 * @throws EngineError when it cannot be reached, refuses, or speaks neither protocol; the signal's reason when aborted
 */
export async function connectService(
  client: HttpClient,
  address: ServerAddress,
  options: ServiceOptions,
  signal: AbortSignal,
): Promise<RemoteService> {
  // An address names one of TeleChat's own paths, or else OpenAI's interface is the richer one where a server has both.
  const kinds = address.isTelechat ? [TelechatService] : [OpenaiService, TelechatService];
  for (const kind of kinds) {
    const service = await kind.connect(client, address, options, signal);
    if (service) return service;
  }
  const missing = address.isTelechat
    ? `${address.root}/telechat/gptDialog/v2`
    : `${address.base}/models, ${address.root}/telechat/gptDialog/v2`;
  throw new EngineError(
    'unavailable',
    serverName(address.host),
    l10n.t('neither an OpenAI-compatible server nor a TeleChat service is there ({0})', missing),
    l10n.t('correct {0}', client.options.settings.url),
  );
}
