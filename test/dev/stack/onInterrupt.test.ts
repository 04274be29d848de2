import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onInterrupt } from '../../../dev/stack/onInterrupt.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening({ isUnderNpm = true } = {}) {
  const source = Object.assign(new EventEmitter(), { ppid: 42 });
  const calls: string[] = [];
  const interrupts = { first: (signal: string) => calls.push(`first ${signal}`), second: () => calls.push('second') };
  onInterrupt(interrupts, source, isUnderNpm);
  return { calls, source, send: (signal: NodeJS.Signals) => source.emit(signal, signal) };
}

it('a Ctrl-C that npm passes on once more counts once', () => {
  const { calls, send } = listening();
  send('SIGINT');
  vi.advanceTimersByTime(20);
  send('SIGINT');

  expect(calls).toEqual(['first SIGINT']);
});

it('a later Ctrl-C ends at once', () => {
  const { calls, send } = listening();
  send('SIGTERM');
  vi.advanceTimersByTime(1_000);
  send('SIGINT');

  expect(calls).toEqual(['first SIGTERM', 'second']);
});

it('the end of npm counts as a signal, unless one came before', () => {
  const { calls, source } = listening();
  vi.advanceTimersByTime(5_000);
  expect(calls).toEqual([]);
  source.ppid = 1;
  vi.advanceTimersByTime(5_000);
  expect(calls).toEqual(['first SIGHUP']);

  const told = listening();
  told.send('SIGTERM');
  told.source.ppid = 1;
  vi.advanceTimersByTime(5_000);
  expect(told.calls).toEqual(['first SIGTERM']);
});

it('started without npm, it outlives its parent', () => {
  const { calls, source } = listening({ isUnderNpm: false });
  source.ppid = 1;
  vi.advanceTimersByTime(5_000);
  expect(calls).toEqual([]);
});
