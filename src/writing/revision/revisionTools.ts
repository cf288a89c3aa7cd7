import type { Engine, EngineInfo } from '../../engine/engine.ts';

/** What the steps of one revision have in common. */
export interface RevisionTools {
  readonly engine: Engine;
  readonly model: EngineInfo;
  /** Same seed, same revision; undefined draws a random one. */
  readonly seed: number | undefined;
  readonly signal: AbortSignal;
}
