import * as v from 'valibot';
import { MACHINE } from '../releases/machine.ts';
import { ASSESSMENT } from '../releases/recommend.ts';

/** What `models recommend` prints: this machine, and what each official release would be on it. */
export const RECOMMENDATION = v.object({ machine: MACHINE, releases: v.array(ASSESSMENT) });

/** What `models recommend` prints. */
export type Recommendation = v.InferOutput<typeof RECOMMENDATION>;
