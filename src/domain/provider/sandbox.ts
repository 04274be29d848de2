import type { MemberOfGroup } from './provider.ts';

/** The built-in provider, which sends nothing to anybody. Ids of others begin with `prv_`. */
export const SANDBOX_PROVIDER_ID = 'sandbox';

/** What a sandbox campaign may name as its provider group without there being any. */
export const SANDBOX_GROUP_ID = 'sandbox';

/** The only provider of a sandbox campaign, whatever group it names. */
export const SANDBOX_MEMBERS: readonly MemberOfGroup[] = [{ providerId: SANDBOX_PROVIDER_ID }];

/**
 * What the sandbox does with a message. `lost_found`: its answer is lost, and a lookup finds the message; `lost`: nobody can tell. `trouble_once`: it is not
 * processed at the first attempt. The others tell how a message ends that is accepted or refused.
 */
export type SandboxBehaviour =
  | 'delivered'
  | 'undelivered'
  | 'invalid_number'
  | 'opted_out'
  | 'lost_found'
  | 'lost'
  | 'trouble_once'
  | 'slow';

/** Nobody has these: the North American Numbering Plan reserves 555-0100 to 555-0199 of each area code for fiction. */
export const MAGIC_NUMBERS: Readonly<Record<string, SandboxBehaviour>> = {
  '+12025550101': 'delivered',
  '+12025550102': 'undelivered',
  '+12025550103': 'invalid_number',
  '+12025550104': 'opted_out',
  '+12025550105': 'lost_found',
  '+12025550106': 'lost',
  '+12025550107': 'trouble_once',
  '+12025550108': 'slow',
};

/** Every other number is one at which messages are delivered. */
export const behaviourOf = (number: string): SandboxBehaviour => MAGIC_NUMBERS[number] ?? 'delivered';

/** The name of a campaign as operators see it in Temporal and in lists. */
export const shownName = ({ name, sandbox }: { readonly name: string; readonly sandbox?: boolean }): string =>
  sandbox ? `${name} (sandbox)` : name;
