import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Running } from '../../../dev/components/running.ts';
import { Service } from '../../../dev/stack/service.ts';

/** A process that ends on request, or with `crash`. */
class FakeProcess implements Running {
  readonly pid: number;
  readonly ended: Promise<string>;
  readonly received: string[] = [];
  #end: (what: string) => void = () => {};

  constructor(pid: number) {
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  crash(): void {
    this.#end('exited with code 1\nout of luck');
  }

  kill(signal: NodeJS.Signals): void {
    this.received.push(signal);
    this.#end(`was ended by ${signal}`);
  }

  async stop(): Promise<void> {
    this.kill('SIGTERM');
  }
}

function fakeService({ restart = true, failures = [] as number[] } = {}) {
  const processes: FakeProcess[] = [];
  const lines: string[] = [];
  let launches = 0;
  const service = new Service({
    name: 'Worker 1',
    restart,
    log: (line) => lines.push(line),
    async launch() {
      launches += 1;
      if (failures.includes(launches)) throw new Error('no port');
      const process = new FakeProcess(launches);
      processes.push(process);
      return process;
    },
  });
  return { service, processes, lines, launches: () => launches };
}

const latest = (processes: readonly FakeProcess[]): FakeProcess => {
  const process = processes.at(-1);
  if (process === undefined) throw new Error('Nothing was launched.');
  return process;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a service', () => {
  it('that crashes is reported with its last lines and restarted', async () => {
    const { service, processes, lines } = fakeService();
    await service.start();
    latest(processes).crash();
    await vi.advanceTimersByTimeAsync(499);
    expect(service.pid).toBeNull();
    expect(lines).toEqual(['Worker 1 exited with code 1\nout of luck\nWorker 1 restarts in 0.5 s.']);

    await vi.advanceTimersByTimeAsync(1);
    expect(service.pid).toBe(2);
    expect(lines.at(-1)).toBe('Worker 1 is back.');
  });

  it('that keeps crashing is restarted with increasing delays up to 30 s', async () => {
    const { service, processes, lines } = fakeService();
    await service.start();
    for (let crash = 0; crash < 9; crash += 1) {
      latest(processes).crash();
      await vi.advanceTimersByTimeAsync(30_000);
    }
    const delays = lines.flatMap((line) => /restarts in (.*) s/.exec(line)?.[1] ?? []);
    expect(delays).toEqual(['0.5', '1', '2', '4', '8', '16', '30', '30', '30']);
  });

  it('that ran for a minute is restarted with the shortest delay again', async () => {
    const { service, processes, lines } = fakeService();
    await service.start();
    latest(processes).crash();
    await vi.advanceTimersByTimeAsync(500);
    await vi.advanceTimersByTimeAsync(60_001);
    latest(processes).crash();
    await vi.advanceTimersByTimeAsync(500);

    expect(lines.filter((line) => line.includes('restarts in 0.5 s'))).toHaveLength(2);
    expect(service.pid).toBe(3);
  });

  it('that cannot restart is tried until it can', async () => {
    const { service, processes, lines } = fakeService({ failures: [2, 3] });
    await service.start();
    latest(processes).crash();
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 2_000);

    expect(service.pid).toBe(4);
    expect(lines.filter((line) => line.startsWith('Worker 1 did not start: no port'))).toHaveLength(2);
  });

  it('that was killed through the stack is not restarted until it is started', async () => {
    const { service, processes, lines, launches } = fakeService();
    await service.start();
    await service.kill('SIGKILL');
    await vi.advanceTimersByTimeAsync(120_000);
    expect([latest(processes).received, service.pid, launches(), lines]).toEqual([['SIGKILL'], null, 1, []]);

    await service.start();
    expect(service.pid).toBe(2);
  });

  it('that was stopped while it waited for a restart is not restarted', async () => {
    const { service, processes, launches } = fakeService();
    await service.start();
    latest(processes).crash();
    await vi.advanceTimersByTimeAsync(100);
    await service.stop();
    await vi.advanceTimersByTimeAsync(120_000);

    expect([service.pid, launches()]).toEqual([null, 1]);
  });

  it('without restart is only reported', async () => {
    const { service, processes, lines, launches } = fakeService({ restart: false });
    await service.start();
    latest(processes).crash();
    await vi.advanceTimersByTimeAsync(120_000);

    expect(launches()).toBe(1);
    expect(lines).toEqual(['Worker 1 exited with code 1\nout of luck']);
  });

  it('says why its first start failed, and can still be stopped', async () => {
    const { service } = fakeService({ failures: [1] });

    await expect(service.start()).rejects.toThrow('no port');
    await service.stop();
  });
});
