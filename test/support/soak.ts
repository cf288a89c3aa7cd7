import type { SidecarEngine } from '../../src/engine/sidecar/sidecarEngine.ts';
import { mulberry32 } from '../../src/shared/random.ts';
import { type MemorySample, residentMebibytes } from './memoryTrend.ts';
import { type LoadCounts, mixedLoad } from './mixedLoad.ts';

/** What a soak saw: the load, and the memory of the sidecar and of this process, its parent, after each round. */
export interface SoakResult {
  readonly counts: LoadCounts;
  readonly sidecar: readonly MemorySample[];
  readonly parent: readonly MemorySample[];
}

/**
 * Has an engine work under a mixed load and samples memory all along.
 * @param isOver called after each round with the latest samples; returns whether it was the last
 * @throws Error when a sidecar ends on the way
 */
export async function soak(
  engine: SidecarEngine,
  isOver: (counts: LoadCounts, sidecar: MemorySample, parent: MemorySample) => boolean,
): Promise<SoakResult> {
  await engine.info();
  const pid = await engine.pid();
  if (pid === undefined) throw new Error('no sidecar runs');
  const sidecar: MemorySample[] = [];
  const parent: MemorySample[] = [];
  const sample = (id: number, counts: LoadCounts): MemorySample => ({
    requests: counts.requests,
    mebibytes: residentMebibytes(id),
  });
  const counts = await mixedLoad({
    engine,
    random: mulberry32(1),
    isOver: (done) => {
      const [ofSidecar, ofParent] = [sample(pid, done), sample(process.pid, done)] as const;
      sidecar.push(ofSidecar);
      parent.push(ofParent);
      return isOver(done, ofSidecar, ofParent);
    },
  });
  return { counts, sidecar, parent };
}
