import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../dev/components/freePort.ts';
import { choosePorts } from '../../../dev/stack/ports.ts';
import { readStartOptions } from '../../../dev/stack/startOptions.ts';

describe('the flags of npm start', () => {
  it('have defaults', () => {
    expect(readStartOptions([])).toEqual({
      help: false,
      dataFolder: '.herald',
      workers: 1,
      ports: { api: 8080, temporal: 7233, ui: 8233, store: 27018 },
    });
  });

  it('set the folder, the workers and each port', () => {
    const args = [
      '--data',
      '/d',
      '--workers',
      '3',
      '--api-port=1',
      '--temporal-port=2',
      '--ui-port=3',
      '--store-port=4',
    ];

    expect(readStartOptions(args)).toEqual({
      help: false,
      dataFolder: '/d',
      workers: 3,
      ports: { api: 1, temporal: 2, ui: 3, store: 4 },
    });
  });

  it.each([
    [['--workers', '0'], '--workers 0: a whole number from 1 to 64 is wanted.'],
    [['--workers', '1.5'], '--workers 1.5: a whole number from 1 to 64 is wanted.'],
    [['--api-port', '65536'], '--api-port 65536: a whole number from 1 to 65535 is wanted.'],
    [['--ui-port', 'many'], '--ui-port many: a whole number from 1 to 65535 is wanted.'],
    [['--port', '1'], "Unknown option '--port'"],
  ])('%j are refused with the reason', (args, reason) => {
    expect(() => readStartOptions(args)).toThrow(reason);
  });
});

describe('the ports of a stack', () => {
  it('are those wanted, and different free ones for the rest', async () => {
    const api = await freePort();
    const ports = await choosePorts({ api });

    expect(ports.api).toBe(api);
    expect(new Set(Object.values(ports)).size).toBe(4);
  });

  it('are refused when in use, with the port, its use and the flag', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());

    await expect(choosePorts({ ui: port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1, wanted for Temporal's Web UI, is in use. ` +
        'End the process that uses it, or choose another port with --ui-port.',
    );
  });
});
