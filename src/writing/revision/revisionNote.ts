import * as l10n from '@vscode/l10n';
import type { EngineInfo } from '../../engine/engine.ts';
import type { RevisionMode } from './revisionMode.ts';

/** What every model knows how to do; the others take one that follows instructions. */
const EVERY_MODEL: readonly RevisionMode[] = ['expand', 'shorten', 'polish', 'continue'];

/** What a person should know when the model was not trained for a mode; else undefined. */
export function revisionNote(mode: RevisionMode, model: EngineInfo): string | undefined {
  if (model.followsInstructions || EVERY_MODEL.includes(mode)) return undefined;
  return l10n.t(
    'The model {0} was not trained for this and will write something else; an official TeleChat model can do it.',
    model.model,
  );
}
