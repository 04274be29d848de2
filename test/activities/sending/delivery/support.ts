import type { Content } from '../../../../src/activities/sending/slice/recipient.ts';

export const TEXT = {
  kind: 'text',
  to: '+447700900001',
  country: 'GB',
  text: 'Hi',
  encoding: 'GSM-7',
  segments: 1,
} as const satisfies Content;
export const OPEN = { kind: 'open' } as const;
export const GRANTED = { kind: 'granted' } as const;
