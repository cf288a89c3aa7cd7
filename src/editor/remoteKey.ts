import type * as vscode from 'vscode';

const NAME = 'telechat.remote.key';

/** The keys of servers, in VS Code's secret storage: one for each server, so that none is ever sent to another. */
export class RemoteKey {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** @param url address of the server */
  async get(url: string): Promise<string | undefined> {
    return this.secrets.get(nameOf(url));
  }

  /** Keeps the key for the server's origin, whatever the path; an earlier one is replaced. */
  async set(url: string, key: string): Promise<void> {
    await this.secrets.store(nameOf(url), key);
  }

  /** Forgets the key of this server alone. */
  async clear(url: string): Promise<void> {
    await this.secrets.delete(nameOf(url));
  }

  /** A key was set or cleared, in this window or another. */
  onChange(listener: () => void): vscode.Disposable {
    return this.secrets.onDidChange(({ key }) => {
      if (key.startsWith(NAME)) listener();
    });
  }
}

function nameOf(url: string): string {
  return `${NAME}:${URL.canParse(url) ? new URL(url).origin : url}`;
}
