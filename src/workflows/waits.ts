import type { WaitReason } from '../domain/campaign/progress.ts';

/** Why something waits, for the Web UI. */
export const WAITS: Readonly<Record<WaitReason, string>> = {
  providers_unavailable: 'no provider of the group takes messages at present.',
  answers_lost: 'providers are asked what became of requests whose answer was lost.',
  taken_over: 'another worker is sending a part of it.',
  interrupted: 'sending was interrupted.',
  time_budget: 'a long chunk goes on.',
  dnd: 'a do-not-disturb window has begun.',
  next_day: 'its hour had passed when the run was approved, and comes again on the next day.',
  limits: 'what is left of a limit is reserved for messages whose answer was lost, or a new day begins for it.',
};
