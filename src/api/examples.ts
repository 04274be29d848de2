import { kannelPreset } from '../providers/http/kannelPreset.ts';

/** Examples in the documentation. The API accepts each of them once the ids are replaced. */

const GROUP_ID = 'grp_01K4ZJ7Q2V8N3X5T6WBYDMHRCG';
export const BOUGHT_TWICE = {
  kind: 'event',
  event: 'purchase',
  count: { operator: 'gte', value: 2 },
  last: { to: '1998-01-01' },
};
export const BIRTHDAY_THIS_WEEK = { kind: 'property', property: 'born', operator: 'anniversary', value: { toDay: 6 } };
export const IN_AND_AROUND_PARIS = {
  kind: 'and',
  conditions: [
    { kind: 'field', field: 'country', operator: 'equals', value: 'FR' },
    { kind: 'property', property: 'city', operator: 'in', value: ['Paris', 'Saint-Denis', 'Montreuil'] },
  ],
};
export const ESTIMATE = {
  template: 'Hi {{ profile.name | default: "there" }}, 10% off until Sunday!',
  maxSegments: 2,
  price: { currency: 'EUR', perSegment: { default: 0.07, countries: { FR: 0.045, GB: 0.038 } } },
};
export const PROFILE = {
  phone: '+447700900001',
  timeZone: 'Europe/London',
  language: 'en',
  properties: { name: 'Ada', tier: 'gold', member_since: { date: '2024-02-29' } },
};
export const CAMPAIGN = {
  name: 'We miss you',
  type: 'past_behaviour',
  when: { kind: 'now' },
  who: { kind: 'condition', condition: BOUGHT_TWICE },
  what: { template: 'Hi {{ profile.name | default: "there" }}, 10% off until Sunday!', maxSegments: 2 },
  providerGroupId: GROUP_ID,
};
export const SAVED_MESSAGE = {
  name: 'Parcel on its way',
  template: 'Hi {{ profile.name | default: "there" }}, your parcel {{ event.number }} comes today.',
};
export const ACCOUNT = {
  timeZone: 'Europe/Paris',
  dnd: [{ from: '22:00', to: '08:00', action: 'delay' }],
  quietHours: 'law',
  profileLimits: [
    { kind: 'calendar', max: 1, per: 'day' },
    { kind: 'rolling', max: 2, days: 7, tag: 'promotion' },
    { kind: 'minimum_gap', hours: 20, tag: 'promotion' },
  ],
  topics: [
    { id: 'service', name: 'Orders and deliveries', optIn: 'not_needed' },
    {
      id: 'offers',
      name: 'Offers',
      optIn: 'double',
      keywords: ['OFFERS'],
      confirmation: { text: 'Reply YES to get our offers by text.', providerGroupId: GROUP_ID },
    },
  ],
  alerts: { email: 'marketing@example.com' },
  price: { currency: 'EUR', perSegment: { default: 0.07, countries: { FR: 0.045, GB: 0.038 } } },
};
/** Every Monday at 18:00 in each profile's time zone, with all limits and checks. */
export const RECURRING_CAMPAIGN = {
  name: 'Birthday week',
  type: 'past_behaviour',
  when: {
    kind: 'recurring',
    rule: { kind: 'weekly', days: ['MO'] },
    time: '18:00',
    end: { kind: 'after', runs: 52 },
    zone: 'profile',
    late: 'next_day',
  },
  who: { kind: 'condition', condition: BIRTHDAY_THIS_WEEK },
  what: {
    template: 'Happy birthday {{ profile.name | default: "to you" }}! A present is waiting for you in our shop.',
    maxSegments: 1,
  },
  providerGroupId: GROUP_ID,
  reach: { kind: 'percentage', percentage: 90 },
  dnd: [{ from: '21:00', to: '09:00', action: 'delay' }],
  limits: { total: 50_000, perDay: 2000 },
  safetyCheck: { maxAudience: 5000 },
  pauseOnErrors: { percent: 5, minMessages: 200 },
  alertEmail: 'ada@example.com',
  metadata: { crmId: '2026-0417' },
};
export const TWO_DATES_CAMPAIGN = {
  ...CAMPAIGN,
  name: 'Two dates',
  when: { kind: 'dates', dates: ['2030-05-07T10:00', '2030-05-21T10:00'], zone: 'Europe/Paris' },
  reach: { kind: 'number', number: 10_000 },
};
export const LIVE_CAMPAIGN = {
  name: 'Abandoned cart',
  type: 'live',
  when: {
    kind: 'inaction',
    event: 'added_to_cart',
    unless: { event: 'purchase' },
    withinSeconds: 1800,
    tiedBy: 'cart',
  },
  what: { template: 'Hello {{ profile.name | default: "there" }}, {{ event.item }} is still in your cart.' },
  providerGroupId: CAMPAIGN.providerGroupId,
  frequency: { kind: 'once_per_days', days: 7 },
  limits: { perDay: 5000 },
};
export const REMINDER_CAMPAIGN = {
  name: 'Before the journey',
  type: 'live',
  when: {
    kind: 'event_date',
    event: 'booking',
    property: 'departure',
    identifiedBy: 'bookingId',
    cancelledBy: { event: 'booking_cancelled' },
    time: '10:00',
    offsets: [{ days: -2 }, { days: -1, template: 'Tomorrow it is: {{ event.departure | date: "%d %B" }}.' }],
  },
  what: { template: 'Only two days until {{ event.departure | date: "%d %B" }}.' },
  providerGroupId: CAMPAIGN.providerGroupId,
};
export const CAMPAIGN_AT = {
  ...CAMPAIGN,
  name: 'Once, at an instant',
  when: { kind: 'at', at: '2030-05-07T10:00:00+02:00' },
  who: { kind: 'everyone' },
  limits: { total: 10_000 },
};
export const TWILIO = {
  kind: 'twilio',
  name: 'Twilio UK',
  ratePerSecond: 100,
  settings: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-auth-token', from: '+447700900000' },
};
export const HTTP = {
  kind: 'http',
  name: 'Our gateway',
  settings: {
    secrets: { token: 'the-token' },
    send: {
      method: 'POST',
      url: 'https://sms.example.com/messages',
      headers: { authorization: 'Bearer {{ secrets.token }}', 'content-type': 'application/json' },
      body: '{"to": {{ to | json }}, "text": {{ text | json }}, "ref": {{ reference | json }}}',
    },
    messageId: { json: 'id' },
  },
};
export const KANNEL = kannelPreset({
  baseUrl: 'http://kannel.example:13013',
  username: 'herald',
  password: 'the-password',
});
