import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/cli/doctor/check.ts';
import { type Personal, redact } from '../../../src/cli/doctor/redact.ts';
import { parseDriver } from '../../../src/cli/machine/nvidiaDriver.ts';
import { DOCTOR_REPORT, type DoctorReport } from '../../../src/cliContract/doctor.ts';
import { CliProgram } from '../../../src/editor/cli/cliProgram.ts';
import { UserError } from '../../../src/shared/errors.ts';
import { inTemporaryFolder } from '../../support/checkpoint.ts';
import { program } from '../../support/program.ts';

/** Runs the real command line as the editor does. */
function doctor(args: readonly string[], env: Record<string, string>): Promise<DoctorReport> {
  const cli = new CliProgram({ cliPath: program('cli.js'), log: () => undefined });
  return cli.run(DOCTOR_REPORT, ['doctor', ...args], { env });
}

function found({ checks }: DoctorReport, name: string) {
  return checks.find((each) => each.name === name);
}

describe('The doctor', () => {
  it('finds on a whole machine that everything needed works, and says what to do about the rest', async () => {
    await inTemporaryFolder(async (home) => {
      const report = await doctor(['--service', 'http://127.0.0.1:9'], { HOME: home });
      for (const name of ['provider cpu', 'memory', 'disk', 'model', 'sidecar']) {
        expect(found(report, name), name).toMatchObject({ works: true });
      }
      expect(report.checks.filter(({ works, nextStep }) => !works && !nextStep)).toEqual([]);
      expect(report.text).toMatch(/^TeleChat Writer \d+\.\d+\.\d+, .*Node v\d+.*ONNX Runtime \d+/);
      expect(report.text.split('\n')).toHaveLength(report.checks.length + 1);
    });
  });

  it('tries the server that is named, and a service that runs', async () => {
    const server = createServer((_, response) => response.end('{"status":"ok"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const report = await doctor(['--remote', 'http://127.0.0.1:9', '--service', service], {});
      expect(found(report, 'remote')).toMatchObject({ works: false, nextStep: expect.stringMatching(/./) });
      expect(found(report, 'service')).toMatchObject({ works: true, detail: `answers on ${service}` });
    } finally {
      server.close();
    }
  });

  it('never fails itself: what fails is a line, with what to do', async () => {
    const broken = { HOME: '/dev/null/home', TELECHAT_WRITER_MODELS: '/dev/null/models', PATH: '' };
    const args = ['--model', '/dev/null/model', '--provider', 'cuda', '--remote', 'nonsense'];
    const report = await doctor(args, broken);
    for (const name of ['disk', 'model', 'sidecar', 'remote']) {
      expect(found(report, name), name).toMatchObject({ works: false, nextStep: expect.stringMatching(/./) });
    }
    expect(found(report, 'provider cpu')).toMatchObject({ works: true });
  });

  it('tells nothing of the person: no folders, names, keys', async () => {
    await inTemporaryFolder(async (folder) => {
      const home = path.join(folder, '张三');
      await mkdir(home);
      const args = [
        '--model',
        path.join(home, '客户甲', 'model'),
        '--remote',
        'http://me:pw123@127.0.0.1:9/v1',
      ];
      const { text, checks } = await doctor(args, { HOME: home, TELECHAT_REMOTE_KEY: 'sk-very-secret' });
      const told = text + JSON.stringify(checks);
      for (const secret of ['张三', '客户甲', folder, 'pw123', 'sk-very-secret']) {
        expect(told).not.toContain(secret);
      }
      const { username } = userInfo();
      for (const name of username === 'root' ? [hostname()] : [hostname(), username]) {
        if (name !== 'localhost') expect(told).not.toMatch(new RegExp(`\\b${name}\\b`, 'i'));
      }
    });
  });
});

describe('A report without anything personal', () => {
  const of: Personal = {
    home: '/home/wang.li',
    temporary: '/tmp',
    user: 'wang.li',
    host: 'WANG-PC.corp.example',
    secrets: ['sk-123'],
  };

  it.each([
    ['in /home/wang.li/models', 'in ~/models'],
    ['file:///home/wang.li/a', 'file://~/a'],
    ['/data/wang.li/models', '/data/<user>/models'],
    ['the wang.liang model', 'the wang.liang model'],
    ['wang-pc.corp.example and WANG-PC', '<machine> and <machine>'],
    ['https://me:pw@host/v1?api_key=abc&x=1', 'https://host/v1?api_key=<key>&x=1'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer <key>'],
    ['key sk-123 was refused', 'key <key> was refused'],
    ['/mnt/客户/model', '…/model'],
  ])('%j becomes %j', (text, clean) => {
    expect(redact(text, of, ['/mnt/客户'])).toBe(clean);
  });

  it('works on Windows', () => {
    const windows = { ...of, home: 'C:\\Users\\王', user: '王' };
    expect(redact('C:\\Users\\王\\a and C:/Users/王/b', windows)).toBe('~\\a and ~/b');
  });

  it('takes no word out for an account that every machine has', () => {
    expect(redact('the root of node', { ...of, user: 'root', host: 'localhost' })).toBe('the root of node');
  });
});

describe('A check', () => {
  const { signal } = new AbortController();

  it('that throws is a line: a failure with its next step, a bug with a plea to report it', async () => {
    const fails = () => Promise.reject(new UserError('the disk', 'it is full', 'free some space'));
    expect(await check('disk', fails, signal)).toEqual({
      name: 'disk',
      works: false,
      detail: 'the disk — it is full',
      nextStep: 'free some space',
    });
    const bug = () => Promise.reject(new TypeError('x is not a function'));
    expect(await check('disk', bug, signal)).toMatchObject({ works: false, nextStep: 'report this' });
  });

  it('ends when the person cancels', async () => {
    const controller = new AbortController();
    const waiting = check('disk', () => new Promise(() => undefined), controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});

describe('The NVIDIA driver', () => {
  it('is read from nvidia-smi', () => {
    expect(parseDriver('NVIDIA H100 80GB HBM3, 580.65.06\nNVIDIA L4, 580.65.06\n')).toEqual({
      gpu: 'NVIDIA H100 80GB HBM3',
      version: '580.65.06',
    });
    expect(parseDriver('NVIDIA-SMI has failed')).toBeUndefined();
  });
});
