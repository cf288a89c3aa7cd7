// The software bill of materials of a package, in CycloneDX's form: what THIRD-PARTY-NOTICES.txt names, for programs.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolders } from './notices.mjs';
import { root } from './run.mjs';

/**
 * The bill as JSON. Source of the form: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/.
 * @returns {Promise<string>}
 */
export async function sbom() {
  const components = await Promise.all((await packageFolders()).map(componentOf));
  const unique = new Map(components.map((component) => [component['bom-ref'], component]));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...(await componentOf('.')), type: 'application' } },
    components: [...unique.values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
  };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

async function componentOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(root, folder, 'package.json'), 'utf8'),
  );
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': purl, name, version, purl, licenses: [licence(license)] };
}

/** Several licences are an expression of their ids. */
function licence(text) {
  return / (?:AND|OR|WITH) /.test(text) ? { expression: text } : { license: { id: text } };
}
