import path from 'node:path';
import { Option } from 'commander';
import { modelsFolder } from '../../../telechat/folder/modelsFolder.ts';

/** `--models-folder`: where models are. */
export function modelsFolderOption(): Option {
  return new Option(
    '--models-folder <folder>',
    'where models are (default: TELECHAT_WRITER_MODELS, else .telechat-writer/models in the home folder)',
  )
    .argParser((folder) => path.resolve(folder))
    .default(modelsFolder(), 'see above');
}
