import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The empty page of the side panel, which its script fills. Its policy lets it run that one script, load nothing, and reach
 * nowhere: an answer is shown, and can do nothing else.
 */
export function pageHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64url');
  const bundled = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>TeleChat</title>
  <link rel="stylesheet" href="${bundled('chatPage.css')}">
</head>
<body>
  <script nonce="${nonce}" src="${bundled('chatPage.js')}"></script>
</body>
</html>`;
}
