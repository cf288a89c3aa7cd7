import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

const CONTENT_TYPES = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension=".json" ContentType="application/json"/><Default Extension=".cjs" ContentType="application/javascript"/><Default Extension=".vsixmanifest" ContentType="text/xml"/></Types>`;

function manifestOf(name: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata><Identity Language="en-US" Id="${name}" Version="1.0.0" Publisher="guest"/><DisplayName>${name}</DisplayName></Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets>
</PackageManifest>`;
}

/**
 * Packs another extension, which uses ours as a stranger would, with one command.
 * @param title the command's title
 * @param run the body of the command, an async function of `vscode`
 */
export async function packGuestExtension(
  file: string,
  name: string,
  title: string,
  run: string,
): Promise<void> {
  const command = `${name}.run`;
  const extension = {
    name,
    publisher: 'guest',
    version: '1.0.0',
    engines: { vscode: '^1.106.0' },
    main: './main.cjs',
    contributes: { commands: [{ command, title }] },
  };
  const main = `const vscode = require('vscode');
exports.activate = (context) => context.subscriptions.push(
  vscode.commands.registerCommand(${JSON.stringify(command)}, async () => { ${run} }),
);`;
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(CONTENT_TYPES), '[Content_Types].xml');
  zip.addBuffer(Buffer.from(manifestOf(name)), 'extension.vsixmanifest');
  zip.addBuffer(Buffer.from(JSON.stringify(extension)), 'extension/package.json');
  zip.addBuffer(Buffer.from(main), 'extension/main.cjs');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}
