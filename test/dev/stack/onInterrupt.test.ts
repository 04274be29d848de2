import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onInterrupt } from '../../../dev/stack/onInterrupt.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening() {
  const source = new EventEmitter();
  const calls: string[] = [];
  onInterrupt({ first: (signal) => calls.push(`first ${signal}`), second: () => calls.push('second') }, source);
  return { calls, send: (signal: NodeJS.Signals) => source.emit(signal, signal) };
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
