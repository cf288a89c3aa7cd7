import { describe, expect, it } from 'vitest';
import { RestartPolicy } from '../../../src/engine/sidecar/restartPolicy.ts';

const MINUTE = 60_000;

describe('the restart policy', () => {
  it('lets a process start again after four crashes in three minutes', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 4; crash++) policy.crashed(crash * 1000);
    expect(policy.mayStart(4000)).toBe(true);
  });

  it('stops it after the fifth', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 5; crash++) policy.crashed(crash * 1000);
    expect(policy.mayStart(5000)).toBe(false);
  });

  it('forgets crashes that are older than three minutes', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 5; crash++) policy.crashed(crash * MINUTE);
    expect(policy.mayStart(5 * MINUTE)).toBe(true);
  });

  it('forgets everything when a person asks for a restart', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 5; crash++) policy.crashed(0);
    policy.reset();
    expect(policy.mayStart(0)).toBe(true);
  });
});
