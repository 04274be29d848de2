/** Why a part of a batch is not done yet, and the explanation that people read. */
export const WAIT_REASON_TEXT = {
  providers_unavailable: 'no provider of the group accepts messages at the moment',
  answers_lost: 'providers are asked about requests whose answer was lost',
  taken_over: 'another worker has taken over a part of it',
  interrupted: 'sending was interrupted',
  time_budget: 'a long chunk continues in a new activity',
  errors: 'so many messages failed that the campaign decides whether to pause',
  dnd: 'a do-not-disturb window has begun',
  next_day: 'its hour had passed when the run was approved, and comes again on the next day',
  limits: 'the rest of a limit is reserved for messages whose answer was lost, or counts from the next day on',
} as const;
export type WaitReason = keyof typeof WAIT_REASON_TEXT;
export const WAIT_REASONS = Object.keys(WAIT_REASON_TEXT) as WaitReason[];
