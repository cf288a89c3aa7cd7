import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExportOptions } from '../../writing/export/exportDocument.ts';
import { type ExportStyle, exportStyles } from '../../writing/export/exportStyles.ts';

type Look = Pick<ExportOptions, 'style' | 'reference'>;

/** Asks how a Word file is to be set. @param first the style that Enter takes. @returns undefined when the person leaves */
export async function askExportStyle(first: ExportStyle): Promise<Look | undefined> {
  const styles = [first, ...exportStyles.filter((style) => style !== first)];
  const other = {
    label: l10n.t('Like Another Word Document…'),
    detail: l10n.t('its styles, page, header and footer'),
  };
  const items = [...styles.map((style) => ({ style, ...describe(style) })), { style: undefined, ...other }];
  const picked = await vscode.window.showQuickPick(items, { placeHolder: l10n.t('Style of the Word file') });
  if (!picked) return undefined;
  return picked.style === undefined ? askReference() : { style: picked.style };
}

function describe(style: ExportStyle): { readonly label: string; readonly detail: string } {
  switch (style) {
    case 'business':
      return { label: l10n.t('Business'), detail: l10n.t('宋体 and 黑体, first lines indented') };
    case 'official':
      return {
        label: l10n.t('Official Document'),
        detail: l10n.t('公文 by GB/T 9704-2012: what stands in the front matter is set as it says'),
      };
    case 'thesis':
      return { label: l10n.t('Thesis'), detail: l10n.t('with contents and numbered captions') };
    case 'plain':
      return { label: l10n.t('Plain'), detail: l10n.t('without colours and shading') };
  }
}

async function askReference(): Promise<Look | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      filters: { [l10n.t('Word document')]: ['docx'] },
      openLabel: l10n.t('Take Its Styles'),
    })) ?? [];
  if (!file) return undefined;
  const name = vscode.workspace.asRelativePath(file);
  return { reference: { name, bytes: await vscode.workspace.fs.readFile(file) } };
}
