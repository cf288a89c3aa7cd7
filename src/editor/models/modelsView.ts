import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { MODEL_LIST, type ModelList } from '../../cliContract/modelsList.ts';
import type { CliProgram } from '../cli/cliProgram.ts';
import { changesEngine, settings } from '../settings.ts';
import { entryItem } from './entryItem.ts';
import { type ModelEntry, modelEntries } from './modelEntries.ts';

const VIEW = 'telechat.models';

/** The view "Models" of the side panel: what is there, what is in use, what is not finished. */
export class ModelsView implements vscode.TreeDataProvider<ModelEntry>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<ModelEntry>;
  private readonly subscription: vscode.Disposable;
  private shown: Promise<ModelList> | undefined;
  private shownText: string | undefined;
  /** Of the refresh that was asked for last. */
  private latest: Promise<ModelList> | undefined;

  /** @param running keys of the pulls that this window is at */
  constructor(
    private readonly program: CliProgram,
    private readonly running: ReadonlySet<string>,
  ) {
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this });
    this.subscription = vscode.Disposable.from(
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.shown) this.refresh();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event)) this.changed.fire(undefined);
      }),
    );
  }

  /** Looks at the models folder again. The lines stay until the new ones are there, so that a menu over them keeps its line. */
  refresh(): void {
    const list = this.program.run(MODEL_LIST, ['models', 'list']);
    this.latest = list;
    const show = async () => {
      // Drawing the same again would close a menu that is open.
      const isSame = (await this.text(list)) === this.shownText;
      if (this.latest !== list || isSame) return;
      this.shown = list;
      this.changed.fire(undefined);
    };
    void vscode.window.withProgress({ location: { viewId: VIEW } }, () => list.then(show, show));
  }

  async getChildren(parent?: ModelEntry): Promise<ModelEntry[]> {
    if (parent) return [];
    this.shown ??= this.program.run(MODEL_LIST, ['models', 'list']);
    this.shownText = await this.text(this.shown);
    const list = await this.shown;
    const inUse = settings.engine() === 'remote' ? undefined : settings.model();
    const entries = modelEntries(list, inUse, this.running);
    this.view.message = entries.length > 1 ? '' : welcome();
    return entries;
  }

  getTreeItem(entry: ModelEntry): vscode.TreeItem {
    return entryItem(entry);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** All that the lines are made from, but for the settings, which tell of their changes. */
  private async text(list: Promise<ModelList>): Promise<string | undefined> {
    const found = await list.catch(() => undefined);
    return found && JSON.stringify([found, ...this.running]);
  }
}

function welcome(): string {
  return l10n.t(
    'The demo model shows how writing goes; what it says is invented. "Get a Model…" above finds the official TeleChat model that suits this machine.',
  );
}
