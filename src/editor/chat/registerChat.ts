import * as vscode from 'vscode';
import { registerCommand } from '../command.ts';
import { showFailure } from '../failure.ts';
import { registerChatParticipant } from './chatParticipant.ts';
import { ChatStore } from './chatStore.ts';
import { type ChatParts, ChatView } from './chatView.ts';
import { registerLanguageModelProvider } from './languageModelProvider.ts';
import { selectionAsMaterial } from './materialPicker.ts';

/**
 * Registers the side panel with its commands, and TeleChat in VS Code's own chat and model picker.
 * @param storage the extension's own folder for the chats
 */
export function registerChat(parts: Omit<ChatParts, 'chats'>, storage: vscode.Uri): vscode.Disposable {
  const { log } = parts;
  const chats = new ChatStore(storage, log, (error) => void showFailure(error, log));
  const view = new ChatView({ ...parts, chats });
  return vscode.Disposable.from(
    view,
    vscode.window.registerWebviewViewProvider(ChatView.id, view),
    registerCommand('telechat.newChat', log, () => view.startChat()),
    registerCommand('telechat.showChats', log, () => view.showList()),
    registerCommand('telechat.askAboutSelection', log, async () => view.attach([selectionAsMaterial()])),
    registerChatParticipant(parts.engines, parts.extensionUri),
    registerLanguageModelProvider(parts.engines),
  );
}
