import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Chat } from '../../writing/chat/chat.ts';
import { searchChats } from '../../writing/chat/chatSearch.ts';
import type { ChatStore } from './chatStore.ts';

interface ChatItem extends vscode.QuickPickItem {
  readonly chat: Chat;
}

/** What the list asks of whoever shows the chats. */
export interface ChatListActions {
  open(chat: Chat): void;
  rename(chat: Chat, title: string): void;
  remove(chat: Chat): void;
}

/** The list of chats, with search; a chat is renamed and deleted by the buttons of its line. */
export function showChatList(store: ChatStore, actions: ChatListActions): void {
  const renameButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: l10n.t('Rename') };
  const removeButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: l10n.t('Delete') };
  const list = vscode.window.createQuickPick<ChatItem>();
  list.title = l10n.t('Conversations');
  list.placeholder = l10n.t('Search titles and texts');
  const refresh = () => {
    const asked = store.all.filter(({ turns }) => turns.length > 0);
    list.items = searchChats(asked, list.value).map(({ chat, excerpt }) => ({
      label: chat.title,
      description: new Date(chat.updatedAt).toLocaleString(vscode.env.language),
      // The list must not filter again what was found in the text.
      alwaysShow: true,
      ...(excerpt ? { detail: excerpt } : {}),
      buttons: [renameButton, removeButton],
      chat,
    }));
  };
  list.onDidChangeValue(refresh);
  list.onDidAccept(() => {
    const [item] = list.activeItems;
    list.hide();
    if (item) actions.open(item.chat);
  });
  list.onDidTriggerItemButton(({ item: { chat }, button }) => {
    if (button === removeButton) {
      actions.remove(chat);
      refresh();
    } else {
      list.hide();
      void askForTitle(chat).then((title) => title && actions.rename(chat, title));
    }
  });
  list.onDidHide(() => list.dispose());
  refresh();
  list.show();
}

function askForTitle(chat: Chat): Thenable<string | undefined> {
  return vscode.window.showInputBox({ prompt: l10n.t('Title of the conversation'), value: chat.title });
}
