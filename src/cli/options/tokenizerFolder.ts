import { resolveModel } from '../../telechat/import/resolveModel.ts';
import { hasTokenizer } from '../../telechat/tokenizer/load.ts';

/**
 * The folder whose tokenizer a person means. An official checkpoint's is used where it lies, without an import; so
 * that a folder with nothing but a tokenizer serves too.
 */
export async function tokenizerFolder(model?: string): Promise<string> {
  return model !== undefined && hasTokenizer(model) ? model : resolveModel(model);
}
