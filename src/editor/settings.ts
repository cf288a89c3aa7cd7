import * as vscode from 'vscode';
import type { ProviderChoice } from '../engine/protocol.ts';
import type { LanguageChoice } from '../writing/language.ts';

/** The settings as package.json names them, read when they are needed. */
export const settings = {
  /** Folder of a model that `import` wrote; empty for the demo model. */
  model: (): string => read('model', ''),
  /** Where the model computes. */
  provider: (): ProviderChoice => read('provider', 'auto'),
  /** Characters of a document unless the form says otherwise; absent, what is usual for its kind. */
  writingLength: (): number | undefined => read<number | null>('writing.length', null) ?? undefined,
  /** Language of a document. */
  writingLanguage: (): LanguageChoice => read('writing.language', 'auto'),
  /** Whether TeleChat completes documents of a language as they are typed. */
  completionEnabled: (languageId: string): boolean =>
    read<Record<string, boolean>>('completion.enabled', {})[languageId] === true,
  /** Milliseconds without a keystroke before a completion is computed; `auto` follows the person's pace. */
  completionDebounce: (): number | 'auto' => read('completion.debounce', 'auto'),
  /** A Node program for the sidecar; empty for the editor's own. */
  sidecarNode: (): string => read('sidecar.node', ''),
};

/** True when a change of settings needs another engine. */
export function changesEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return ['model', 'provider', 'sidecar.node'].some((name) => event.affectsConfiguration(`telechat.${name}`));
}

function read<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration('telechat').get<T>(name, fallback);
}
