import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../src/checkpoint/safetensors/safetensors.ts';
import { mergeLora } from '../../src/telechat/import/loraAdapter.ts';
import { type FixtureTensor, inTemporaryFolder, writeSafetensors } from '../support/checkpoint.ts';
import { goldenVectors } from '../support/golden.ts';

interface Merge {
  readonly lora_dim: number;
  readonly lora_scaling: number;
  readonly effective_scale: number;
  readonly weight_out_in: number[][];
  readonly lora_right_weight_in_r: number[][];
  readonly lora_left_weight_r_out: number[][];
  readonly merged_weight: number[][];
}

const LAYER = 'h.0.self_attention.query';

describe('A LoRA adapter merged at import', () => {
  it('in the layout of TeleChat’s training code gives the official merged weight', async () => {
    const merge = readMerge();
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter.safetensors');
      await writeSafetensors(adapter, {
        [`transformer.${LAYER}.lora_right_weight`]: tensor(merge.lora_right_weight_in_r),
        [`transformer.${LAYER}.lora_left_weight`]: tensor(merge.lora_left_weight_r_out),
      });
      await expectMerged(folder, { adapter, scale: merge.effective_scale }, merge);
      const base = await openBase(folder, merge);
      await expect(mergeLora(base, { adapter })).rejects.toThrow(
        /give --lora-scale.*the official training script gives 8/,
      );
      await base.close();
    });
  });

  it('in the layout of PEFT gives the same, with the scale that its config tells', async () => {
    const merge = readMerge();
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter');
      await mkdir(adapter);
      const config = { peft_type: 'LORA', r: merge.lora_dim, lora_alpha: merge.lora_scaling };
      await writeFile(path.join(adapter, 'adapter_config.json'), JSON.stringify(config));
      await writeSafetensors(path.join(adapter, 'adapter_model.safetensors'), {
        [`base_model.model.transformer.${LAYER}.lora_A.weight`]: tensor(
          transpose(merge.lora_right_weight_in_r),
        ),
        [`base_model.model.transformer.${LAYER}.lora_B.weight`]: tensor(
          transpose(merge.lora_left_weight_r_out),
        ),
      });
      await expectMerged(folder, { adapter }, merge);
    });
  });

  it.each([
    [{ bias: 'all' }, {}, /bias in adapter_config\.json/],
    [{ modules_to_save: ['ln_f'] }, {}, /modules_to_save/],
    [{ init_lora_weights: 'pissa_niter_4' }, {}, /weights that its training changed/],
    [{ lora_bias: true }, {}, /lora_bias/],
    [{ layers_of_a_new_way: [1] }, {}, /layers_of_a_new_way/],
    [{ use_new_way: true }, {}, /use_new_way in adapter_config\.json.*not known here.*merge the adapter/],
    [
      {},
      { 'base_model.model.transformer.h.7.mlp.up_proj.lora_A.weight': tensor([[1]]) },
      /no layer that.*; give the checkpoint that the adapter was trained on/,
    ],
    [{}, { 'base_model.model.transformer.ln_f.weight': tensor([[1]]) }, /ln_f\.weight.*trained beside/],
    [{}, { 'base_model.model.transformer.word_embeddings.lora_embedding_A': tensor([[1]]) }, /embedding_A/],
  ])('is refused by name for what it has trained besides: %j %j', async (config, others, why) => {
    const merge = readMerge();
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter');
      await mkdir(adapter);
      const peft = { peft_type: 'LORA', lora_alpha: merge.lora_scaling, ...config };
      await writeFile(path.join(adapter, 'adapter_config.json'), JSON.stringify(peft));
      await writeSafetensors(path.join(adapter, 'adapter_model.safetensors'), {
        [`base_model.model.transformer.${LAYER}.lora_A.weight`]: tensor(
          transpose(merge.lora_right_weight_in_r),
        ),
        [`base_model.model.transformer.${LAYER}.lora_B.weight`]: tensor(
          transpose(merge.lora_left_weight_r_out),
        ),
        ...others,
      });
      const base = await openBase(folder, merge);
      await expect(mergeLora(base, { adapter })).rejects.toThrow(why);
      await base.close();
    });
  });

  it('is refused when it belongs to another model', async () => {
    const merge = readMerge();
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter.safetensors');
      await writeSafetensors(adapter, {
        [`${LAYER}.lora_right_weight`]: tensor([[1, 2, 3]]),
        [`${LAYER}.lora_left_weight`]: tensor(merge.lora_left_weight_r_out),
      });
      const base = await openBase(folder, merge);
      await expect(mergeLora(base, { adapter, scale: 1 })).rejects.toThrow(
        /its shape is \[1,3\] where.*; give the checkpoint that the adapter was trained on/,
      );
      await base.close();
    });
  });

  it.each([
    [
      'a factor without the other',
      { 'h.0.self_attention.query.lora_A.weight': tensor([[1, 2, 3, 4]]) },
      /has no such/,
    ],
    [
      'no factors',
      { 'h.0.self_attention.query.weight': tensor([[1]]) },
      /holds no LoRA weights.*the adapter/,
    ],
  ])('with %s is refused with advice about the adapter', async (_, tensors, why) => {
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter.safetensors');
      await writeSafetensors(adapter, tensors);
      const base = await openBase(folder, readMerge());
      const merged = mergeLora(base, { adapter, scale: 1 });
      await expect(merged).rejects.toThrow(why);
      await expect(merged).rejects.not.toThrow(/the checkpoint again/);
      await base.close();
    });
  });

  it('that holds what is no number is refused, not the checkpoint', async () => {
    const merge = readMerge();
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter.safetensors');
      const bad = merge.lora_right_weight_in_r.map((row) => row.map(() => Number.NaN));
      await writeSafetensors(adapter, {
        [`${LAYER}.lora_right_weight`]: tensor(bad),
        [`${LAYER}.lora_left_weight`]: tensor(merge.lora_left_weight_r_out),
      });
      const merged = await mergeLora(await openBase(folder, merge), { adapter, scale: 1 });
      const why = /lora_right_weight in adapter\.safetensors — it holds NaN.*an earlier adapter/;
      await expect(merged.read(`${LAYER}.weight`)).rejects.toThrow(why);
      await merged.close();
    });
  });

  it('that is a pointer of Git LFS is named as that', async () => {
    await inTemporaryFolder(async (folder) => {
      const adapter = path.join(folder, 'adapter.safetensors');
      await writeFile(adapter, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
      const base = await openBase(folder, readMerge());
      await expect(mergeLora(base, { adapter, scale: 1 })).rejects.toThrow(/is a Git LFS pointer/);
      await base.close();
    });
  });
});

function readMerge(): Merge {
  return goldenVectors<{ lora_merge: Merge }>('sft').lora_merge;
}

async function expectMerged(
  folder: string,
  options: { readonly adapter: string; readonly scale?: number },
  merge: Merge,
): Promise<void> {
  const merged = await mergeLora(await openBase(folder, merge), options);
  const [, second = []] = merge.merged_weight;
  const columns = second.length;
  const values = await merged.read(`${LAYER}.weight`);
  for (const [i, value] of merge.merged_weight.flat().entries()) expect(values[i]).toBeCloseTo(value, 5);
  const row = await merged.read(`${LAYER}.weight`, { start: columns, count: columns });
  for (const [i, value] of second.entries()) expect(row[i]).toBeCloseTo(value, 5);
  await merged.close();
}

async function openBase(folder: string, merge: Merge) {
  const file = path.join(folder, 'model.safetensors');
  await writeSafetensors(file, { [`${LAYER}.weight`]: tensor(merge.weight_out_in) });
  return openSafetensors(file);
}

function tensor(rows: readonly number[][]): FixtureTensor {
  return { dtype: 'F32', shape: [rows.length, rows[0]?.length ?? 0], values: rows.flat() };
}

function transpose(rows: readonly number[][]): number[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? Number.NaN));
}
