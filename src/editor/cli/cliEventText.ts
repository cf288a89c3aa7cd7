import * as l10n from '@vscode/l10n';
import type { CliEvent } from '../../cliContract/progress.ts';
import { byteText } from '../../shared/byteText.ts';

/**
 * What a run of the command line tells while it works, in words.
 * @param stage what it is at
 */
export function cliEventText(event: CliEvent, stage: string): string {
  if ('stage' in event) return stage;
  if ('retry' in event) {
    return l10n.t('{0}; trying again in {1} s', event.retry, Math.ceil(event.delayMs / 1000));
  }
  if ('offline' in event) return l10n.t('the source cannot be reached; trying what is there');
  if ('insecure' in event)
    return l10n.t('{0} is asked over plain http: what comes may be anybody’s', event.insecure);
  if ('unverified' in event)
    return l10n.t('the source tells no hash of {0} files: they are not verified', event.unverified);
  return l10n.t('{0} {1} of {2}', stage, byteText(event.bytes), byteText(event.totalBytes));
}
