/**
 * Why a part of a batch is not done yet. `interrupted`: it was paused, or its worker went away; `taken_over`: another worker has claimed
 * a slice of it; `time_budget`: it has run long enough at one go; `dnd`: a window has begun; `next_day`: their hour had
 * passed when the run was released, and comes again; `limits`: what is left of a limit is reserved for
 * messages whose answer was lost, or a new day has begun, under which they are to be counted.
 */
export const WAIT_REASONS = [
  'providers_unavailable',
  'answers_lost',
  'taken_over',
  'interrupted',
  'time_budget',
  'dnd',
  'next_day',
  'limits',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];
