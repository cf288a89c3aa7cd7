import { closeSync, fstatSync, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { MANIFEST_FILE, type ModelManifest, WEIGHTS_FILE } from './modelFolder.ts';
import { verifyFile } from './verifyModel.ts';

/**
 * Notices that a model's weights were written into. On the CPU they are a view of the file: without this, what somebody
 * writes there would come out as senseless text. A file that was removed or replaced by another does no harm, since the
 * view is of the old one.
 */
export class WeightsGuard {
  private readonly size: number;
  private readonly modified: number;

  private constructor(
    private readonly name: string,
    private readonly file: number,
  ) {
    const { size, mtimeMs } = fstatSync(file);
    this.size = size;
    this.modified = mtimeMs;
  }

  /**
   * Begins to watch. An import writes its manifest last: weights that are younger are compared with the manifest's hash.
   * @throws UserError when they are not those that were imported
   */
  static async open(folder: string, manifest: ModelManifest): Promise<WeightsGuard> {
    const weights = path.join(folder, WEIGHTS_FILE);
    const guard = new WeightsGuard(manifest.name, openSync(weights, 'r'));
    try {
      const { mtimeMs } = await stat(path.join(folder, MANIFEST_FILE));
      if (guard.modified > mtimeMs) await verifyFile(folder, manifest, WEIGHTS_FILE);
      return guard;
    } catch (error) {
      guard.close();
      throw error;
    }
  }

  /** @throws UserError when the weights were written into since */
  refuseChanged(): void {
    const { size, mtimeMs } = fstatSync(this.file);
    if (size === this.size && mtimeMs === this.modified) return;
    throw new UserError(
      `the model ${this.name}`,
      `${WEIGHTS_FILE} was changed while it was in use`,
      'restart TeleChat: it then checks the file',
    );
  }

  /** Closes the file that was kept open to be watched. */
  close(): void {
    closeSync(this.file);
  }
}
