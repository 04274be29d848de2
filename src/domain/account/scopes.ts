import { z } from 'zod';

/** What an API key may do, by scope. Each operation needs exactly one of them; none includes another. */
export const SCOPES = {
  ingest: 'write profiles, events, opt-outs, subscriptions to topics and imports; trigger live campaigns',
  read: 'read everything except the audit log and the API keys, with phone numbers masked',
  'read:numbers': 'see phone numbers in full, also in rows that an import refused',
  author: 'create, change and schedule campaigns; save segments; let segments enter journeys',
  send: 'send single messages; let profiles enter journeys',
  'send:transactional': 'send single messages also to numbers that have opted out, with a reason',
  approve: 'approve runs that the safety check holds, and raise its limit',
  operate:
    'pause, resume, stop and retry campaigns; steer journeys; validate, test, retire and reinstate providers; review inbound texts',
  admin: 'change providers, provider groups, account settings and API keys; erase persons; read the audit log',
} as const;
export type Scope = keyof typeof SCOPES;
export const SCOPE_NAMES = Object.keys(SCOPES) as [Scope, ...Scope[]];
export const scope = z.enum(SCOPE_NAMES);

/** Named sets of scopes for the usual roles. */
export const PRESETS = {
  ingest: ['ingest'],
  read: ['read'],
  author: ['read', 'author'],
  approver: ['read', 'approve'],
  operator: ['read', 'operate'],
  admin: SCOPE_NAMES,
} as const satisfies Record<string, readonly Scope[]>;
export type Preset = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as [Preset, ...Preset[]];
