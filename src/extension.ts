import type * as vscode from 'vscode';
import { registerChat } from './editor/chat/registerChat.ts';
import { registerCommand } from './editor/command.ts';
import { registerSectionCommands } from './editor/commands/changeSection.ts';
import { registerCheckDocument } from './editor/commands/checkDocument.ts';
import { registerDoctor } from './editor/commands/doctor.ts';
import { registerExportCommands } from './editor/commands/exportDocument.ts';
import { registerTrainingData } from './editor/commands/exportTrainingData.ts';
import { registerInstallGpu } from './editor/commands/installGpu.ts';
import { registerNewKind } from './editor/commands/newKind.ts';
import { registerNextBlank } from './editor/commands/nextBlank.ts';
import { registerRemoteKeyCommands } from './editor/commands/remoteKeyCommands.ts';
import { offerInterruptedDraft, registerResumeDraft } from './editor/commands/resumeDraft.ts';
import { registerRevisionCommands } from './editor/commands/reviseSelection.ts';
import { registerServiceCommands } from './editor/commands/service.ts';
import { registerWriteCommands } from './editor/commands/writeDocument.ts';
import { registerWriteFromBrief } from './editor/commands/writeFromBrief.ts';
import { DraftStore } from './editor/draft/draftStore.ts';
import { OutlineReview } from './editor/draft/outlineReview.ts';
import { registerPassageHover } from './editor/draft/passageHover.ts';
import { SectionLenses } from './editor/draft/sectionLenses.ts';
import { EngineProvider } from './editor/engineProvider.ts';
import { registerGhostText } from './editor/ghostText/registerGhostText.ts';
import { configureLocalisation } from './editor/localisation.ts';
import { createLog } from './editor/log.ts';
import { registerModels } from './editor/models/registerModels.ts';
import { OwnKinds } from './editor/ownKinds.ts';
import { RemoteKey } from './editor/remoteKey.ts';
import { RevisionActions } from './editor/revision/revisionActions.ts';
import { RevisionReview } from './editor/revision/revisionReview.ts';
import { StatusItem } from './editor/status.ts';
import { workspaceStorage } from './editor/storage/workspaceStorage.ts';

/** Builds the parts, registers them; they are disposed with the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  configureLocalisation();
  const log = createLog();
  const key = new RemoteKey(context.secrets);
  const engines = new EngineProvider(context.extensionUri, context.globalStorageUri, key, log);
  const review = new OutlineReview(log);
  const status = new StatusItem(engines.idle);
  const storage = workspaceStorage(context.globalStorageUri);
  const drafts = new DraftStore(storage, log);
  const revisions = new RevisionReview(log);
  const ownKinds = new OwnKinds(log);
  const { extensionUri, workspaceState: memory } = context;
  const parts = { engines, review, revisions, drafts, ownKinds, extensionUri, memory, log };
  context.subscriptions.push(
    log,
    // Before the engine, whose end stops what is being written.
    drafts,
    engines,
    review,
    revisions,
    status,
    ownKinds,
    engines.onStateChange((info) => status.show(info)),
    drafts.onDidRemove((id) => engines.forgetDraft(id)),
    registerWriteCommands(parts),
    registerWriteFromBrief(parts),
    registerNewKind(log),
    registerNextBlank(log),
    registerResumeDraft(parts),
    registerSectionCommands(parts),
    new SectionLenses(drafts),
    registerPassageHover(drafts),
    registerRevisionCommands(parts),
    new RevisionActions(),
    registerExportCommands(log),
    registerCheckDocument(drafts, log),
    registerTrainingData(drafts, log),
    registerChat(parts, storage),
    registerGhostText({ engines, memory: context.workspaceState, log }, status),
    registerServiceCommands({ ...parts, secrets: context.secrets }),
    registerModels({ extensionUri, globalMemory: context.globalState, log }),
    registerRemoteKeyCommands(key, log),
    registerInstallGpu(extensionUri, log),
    registerDoctor({ extensionUri, key, log }),
    registerCommand('telechat.showLog', log, () => log.show()),
    registerCommand('telechat.restart', log, () => engines.restart()),
  );
  void drafts.load().then(() => offerInterruptedDraft(drafts));
  log.info(`activated in ${(performance.now() - started).toFixed(1)} ms`);
}
