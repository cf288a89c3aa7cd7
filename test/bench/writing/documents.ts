import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ARM_NAMES, type ArmName } from './arms/arms.ts';

const CostSchema = v.object({
  /** The server's name of the model. */
  model: v.string(),
  /** Commit of the product, shortened. */
  revision: v.string(),
  seed: v.number(),
  seconds: v.number(),
  requests: v.number(),
  /** Prompt tokens that were computed. */
  computed: v.number(),
  generated: v.number(),
  /** Tokens of the document. */
  kept: v.number(),
});

/** How a document was written, and what that took. */
export type Cost = v.InferOutput<typeof CostSchema>;

/** A document that an arm wrote. */
export interface WrittenDocument {
  readonly arm: ArmName;
  /** Id of its task. */
  readonly task: string;
  readonly markdown: string;
  readonly cost: Cost;
}

/** The documents of a run: `<arm>/<task>.md`, beside it `<task>.json` with what it took, which says that it is whole. */
export class DocumentFolder {
  constructor(private readonly folder: string) {}

  async has(arm: ArmName, task: string): Promise<boolean> {
    return (await this.names(arm)).includes(`${task}.json`);
  }

  async save({ arm, task, markdown, cost }: WrittenDocument): Promise<void> {
    await mkdir(path.join(this.folder, arm), { recursive: true });
    await writeFile(this.file(arm, `${task}.md`), `${markdown}\n`);
    await writeFile(this.file(arm, `${task}.partial`), `${JSON.stringify(cost, undefined, 2)}\n`);
    await rename(this.file(arm, `${task}.partial`), this.file(arm, `${task}.json`));
  }

  /** All documents that are whole. */
  async read(): Promise<WrittenDocument[]> {
    const all = await Promise.all(ARM_NAMES.map((arm) => this.readArm(arm)));
    return all.flat();
  }

  private async readArm(arm: ArmName): Promise<WrittenDocument[]> {
    const records = (await this.names(arm)).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(
      records.map(async (name) => {
        const task = path.basename(name, '.json');
        const cost = v.parse(CostSchema, JSON.parse(await readFile(this.file(arm, name), 'utf8')));
        return { arm, task, markdown: await readFile(this.file(arm, `${task}.md`), 'utf8'), cost };
      }),
    );
  }

  private names(arm: ArmName): Promise<string[]> {
    return readdir(path.join(this.folder, arm)).catch(() => []);
  }

  private file(arm: ArmName, name: string): string {
    return path.join(this.folder, arm, name);
  }
}
