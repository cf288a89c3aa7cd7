import * as vscode from 'vscode';
import type { ProviderChoice } from '../engine/protocol.ts';
import type { ExportStyle } from '../writing/export/exportStyles.ts';
import type { LanguageChoice } from '../writing/text/language.ts';

/** Settings that need another engine when they change. */
const ENGINE_SETTINGS = ['engine', 'model', 'provider', 'sidecar', 'remote'];

/** The settings as package.json names them, read when they are needed. */
export const settings = {
  /** What computes: a process on this machine, or a server. */
  engine: (): 'sidecar' | 'remote' => read('engine', 'sidecar'),
  /** Address of the server. */
  remoteUrl: (): string => read('remote.url', ''),
  /** The server's name of the model; empty for its first. */
  remoteModel: (): string => read('remote.model', ''),
  /** Tokens of the server's context; absent, as the server says. */
  remoteContextLength: (): number | undefined =>
    read<number | null>('remote.contextLength', null) ?? undefined,
  /** Folder of a model that `import` wrote; empty for the demo model. */
  model: (): string => read('model', ''),
  /** Whether the model is the small one that ships with the extension. */
  isDemoModel: (): boolean => settings.engine() === 'sidecar' && settings.model() === '',
  /** Where the model computes. */
  provider: (): ProviderChoice => read('provider', 'auto'),
  /** Most tokens that a model may think before it answers; 0: it never does. */
  thinkingBudget: (): number => read('thinking.budget', 4096),
  /** Characters of a document unless the form says otherwise; absent, what is usual for its kind. */
  writingLength: (): number | undefined => read<number | null>('writing.length', null) ?? undefined,
  /** Language of a document. */
  writingLanguage: (): LanguageChoice => read('writing.language', 'auto'),
  /** Style of an exported Word file that is offered first. */
  exportStyle: (): ExportStyle => read('export.style', 'business'),
  /** Whether TeleChat completes documents of a language as they are typed. */
  completionEnabled: (languageId: string): boolean =>
    read<Record<string, boolean>>('completion.enabled', {})[languageId] === true,
  /** Milliseconds without a keystroke before a completion is computed; `auto` follows the person's pace. */
  completionDebounce: (): number | 'auto' => read('completion.debounce', 'auto'),
  /** npm registry for GPU support; empty for npm's own. */
  gpuRegistry: (): string => read('gpu.registry', ''),
  /** Minutes without a request after which the sidecar ends; undefined, it stays. */
  idleUnload: (): number | undefined => read('sidecar.idleUnload', 30) || undefined,
  /** Gigabytes for the saved KV caches of drafts; 0 for none. */
  savedCaches: (): number => read('sidecar.savedCaches', 4),
  /** A Node program for the sidecar; empty for the editor's own. */
  sidecarNode: (): string => read('sidecar.node', ''),
};

/** True when a change of settings needs another engine. */
export function changesEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return ENGINE_SETTINGS.some((name) => event.affectsConfiguration(`telechat.${name}`));
}

function read<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration('telechat').get<T>(name, fallback);
}
