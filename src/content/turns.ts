import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long texts are composed before the event loop does other work, in milliseconds. */
const TURN_MS = 10;

/**
 * Returns a function to be awaited before each text of many: it lets the event loop do other work where the texts since the last time have taken
 * long. Undefined: no pause is due, and nothing has to be awaited.
 */
export function turns(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN_MS) return undefined;
    return nextTurn().then(() => {
      began = performance.now();
    });
  };
}
