import type { Run } from '../../src/domain/campaign/run.ts';

/** A run without limits, draw, DND and safety check. */
export const RUN_DEFAULTS = {
  accountZone: 'UTC',
  windows: [],
  reach: { kind: 'everyone' },
  cut: null,
  limits: { ignoreProfileLimits: true, countForProfileLimits: false },
  profileLimits: [],
  tags: [],
  safetyLimit: null,
  releasedAt: null,
  zoneFromNumber: false,
  pauseOnErrors: null,
} as const satisfies Partial<Run>;
