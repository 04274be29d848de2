import type { Logger } from '../../logger.ts';
import type { JourneyEntrance } from '../../store/journeys/journeyEntrance.ts';

/** Time for the process that stored something to do the rest itself. */
const GRACE_MS = 10_000;

/** Now and then starts what could not be started while Temporal was away, or while a process crashed. */
export function catchUpTimer({
  entrance,
  logger,
  everyMs,
}: {
  readonly entrance: JourneyEntrance;
  readonly logger: Pick<Logger, 'warn'>;
  readonly everyMs: number;
}): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    running = entrance
      .catchUp(new Date(Date.now() - GRACE_MS))
      .catch((error: unknown) => logger.warn({ err: error }, 'some journeys could not be started yet'))
      .finally(() => {
        isBusy = false;
      });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
