import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CliProgram } from '../cliProgram.ts';
import { changesEngine, settings } from '../settings.ts';
import { entryItem } from './entryItem.ts';
import { MODEL_LIST, type ModelEntry, type ModelList, modelEntries } from './modelList.ts';

/** The view "Models" of the side panel: what is there, what is in use, what is not finished. */
export class ModelsView implements vscode.TreeDataProvider<ModelEntry>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<ModelEntry>;
  private readonly subscription: vscode.Disposable;
  private list: Promise<ModelList> | undefined;

  /** @param running keys of the pulls that this window is at */
  constructor(
    private readonly program: CliProgram,
    private readonly running: ReadonlySet<string>,
  ) {
    this.view = vscode.window.createTreeView('telechat.models', { treeDataProvider: this });
    this.subscription = vscode.Disposable.from(
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.refresh();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) this.changed.fire(undefined);
      }),
    );
  }

  /** Looks at the models folder again. */
  refresh(): void {
    this.list = undefined;
    this.changed.fire(undefined);
  }

  async getChildren(parent?: ModelEntry): Promise<ModelEntry[]> {
    if (parent) return [];
    this.list ??= this.program.run(MODEL_LIST, ['models', 'list']);
    try {
      const list = await this.list;
      const inUse = settings.engine() === 'remote' ? undefined : settings.model();
      const entries = modelEntries(list, inUse, this.running);
      this.view.message = entries.length > 1 ? '' : welcome();
      return entries;
    } catch (error) {
      this.list = undefined;
      throw error;
    }
  }

  getTreeItem(entry: ModelEntry): vscode.TreeItem {
    return entryItem(entry);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

function welcome(): string {
  return l10n.t(
    'The demo model shows how writing goes; what it says is invented. "Get a Model…" above finds the official TeleChat model that suits this machine.',
  );
}
