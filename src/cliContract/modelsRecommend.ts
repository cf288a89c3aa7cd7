import * as v from 'valibot';
import { MACHINE } from '../releases/machine.ts';
import { ASSESSMENT } from '../releases/recommend.ts';
import { SERVER_RELEASE } from '../releases/serverReleases.ts';

/** What `models recommend` prints: this machine, what each official release would be on it, and what a server is for. */
export const RECOMMENDATION = v.object({
  machine: MACHINE,
  releases: v.array(ASSESSMENT),
  serverReleases: v.array(SERVER_RELEASE),
});

/** What `models recommend` prints. */
export type Recommendation = v.InferOutput<typeof RECOMMENDATION>;
