/**
 * The meaning of Twilio's error codes for a send (https://www.twilio.com/docs/api/errors). A code is more precise than the HTTP status; for
 * codes that aren't listed, the status alone decides.
 */
export type TwilioMeaning = 'recipient' | 'opted_out' | 'content' | 'account' | 'throttled' | 'ambiguous';

const CODES: Readonly<Record<TwilioMeaning, readonly number[]>> = {
  recipient: [
    21211, // invalid 'To'
    21214, // 'To' can't be reached
    21217, // not a phone number
    21265, // 'To' may not be a short code
    21408, // this region isn't enabled for the account; other regions are, so this isn't trouble of the provider
    21604, // 'To' is missing
    21608, // a trial account may send only to verified numbers
    21612, // 'To' isn't reachable from this sender
    21614, // 'To' isn't a mobile number
    21635, // 'To' is a landline
    30003, // handset unreachable
    30005, // unknown handset
    30006, // landline or unreachable carrier
  ],
  opted_out: [21610],
  content: [
    21602, // no body
    21605, // body too long
    21617, // body too long, concatenated
    21619, // no body and no media
    30004, // blocked
    30007, // filtered as unwanted
    30450, // blocked by policy
  ],
  account: [
    20003, // bad credentials
    20005, // account not active
    30002, // account suspended
    30034, // sender not registered
    63038, // daily cap
    21212, // invalid 'From'
    21603, // 'From' is missing
    21606, // 'From' isn't the account's, or can't send SMS
    21659, // 'From' isn't a Twilio phone number
    21660, // 'From' belongs to another account
    21661, // 'From' can't send SMS
    21701, // no such messaging service
    21703, // messaging service without senders
    21704, // another code for 21703
    21705, // invalid messaging service
  ],
  throttled: [
    14107, // rate of the sender
    20429, // too many requests
    21611, // the sender's queue is full
    30001, // queue overflow
    30022, // the carrier's limit
  ],
  ambiguous: [30410], // the provider behind Twilio timed out
};

const MEANINGS: ReadonlyMap<number, TwilioMeaning> = new Map(
  Object.entries(CODES).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning as TwilioMeaning] as const)),
);

export const twilioMeaning = (code: number | null): TwilioMeaning | undefined =>
  code === null ? undefined : MEANINGS.get(code);
