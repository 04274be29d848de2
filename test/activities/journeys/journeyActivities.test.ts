import { afterEach, describe, expect, it } from 'vitest';
import { erasePerson } from '../../../src/activities/erasePerson.ts';
import type { SmsInput, StepInput } from '../../../src/activities/journeys/contract.ts';
import { journeyActivities } from '../../../src/activities/journeys/journeyActivities.ts';
import { removeMessages } from '../../../src/activities/retention/removeMessages.ts';
import { providerPool } from '../../../src/activities/sending/providers/providerPool.ts';
import { sendSingle } from '../../../src/activities/sending/sendSingle.ts';
import { accountInput } from '../../../src/domain/account/account.ts';
import type { ProfileInput } from '../../../src/domain/audience/profile.ts';
import { journeyDispatchId } from '../../../src/domain/ids.ts';
import { defineJourney, type Journey, type JourneySettings } from '../../../src/domain/journeys/journey.ts';
import { providerInput } from '../../../src/domain/provider/provider.ts';
import { journeyEntrance } from '../../../src/store/journeys/journeyEntrance.ts';
import { storeOf } from '../../../src/store/store.ts';
import { freshDatabase } from '../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  type Reaction,
  scriptedProvider,
  TROUBLE,
} from '../../support/scriptedProvider.ts';
import { QUICK, TEST_SECRET_KEY } from '../../support/sending.ts';

const { db } = freshDatabase();
const store = storeOf(db, TEST_SECRET_KEY);
const DAY = 86_400_000;
const nothing = async (): Promise<void> => undefined;
const calls = { start: nothing, signal: async () => true, startTask: nothing };

afterEach(async () => {
  await db.dropDatabase();
});

/** Somebody who has entered a journey, and the activities of a worker. */
async function entered(
  options: {
    settings?: Partial<JourneySettings>;
    profile?: Partial<ProfileInput>;
    react?: (requestNumber: number) => Reaction;
    now?: () => Date;
  } = {},
) {
  const { settings, profile, react = () => ACCEPT, now = () => new Date() } = options;
  const journey = defineJourney(
    {
      name: 'cart',
      description: '',
      providerGroup: 'journeys',
      startedBy: { event: 'cart_left' },
      texts: { reminder: 'Hi {{ profile.name }}, {{ event.items }} left; last seen {{ lastEvent.visit.page }}' },
      ...settings,
    },
    async () => undefined,
  ) as Journey;
  const provider = scriptedProvider({ react: (_, number) => react(number), lookup: true });
  const input = providerInput.parse({
    kind: 'http',
    name: 'p',
    consistencyDelayMs: 0,
    settings: { send: { url: 'http://127.0.0.1:9/' } },
  });
  await store.providers.insert({ id: 'prv_1', input, now: new Date() });
  const group = { name: 'journeys', members: [{ providerId: 'prv_1' }] };
  await store.providerGroups.insert({ id: 'grp_1', input: group, now: new Date() });
  const ada = { id: 'ada', phone: '+447700900001', properties: { name: 'Ada' }, ...profile };
  await store.profiles.upsertMany([ada], new Date());
  await store.events.insert({ id: 'v1', profileId: 'ada', name: 'visit', properties: { page: 'shoes' } }, new Date());
  const event = { _id: 'e1', name: 'cart_left', at: new Date(), properties: { items: '2 books', cartId: 'c-1' } };
  const entrance = journeyEntrance({ store, calls, journeys: [journey] });
  const { personId } = await entrance.enter({
    ...{ journey, profileId: 'ada', key: null, event, source: 'e1', now: new Date() },
  });
  if (personId === null) throw new Error('nobody entered');
  let executions = 0;
  const activities = journeyActivities({
    store,
    journeys: [journey],
    send: (dispatchId) => {
      executions += 1;
      const pool = providerPool({
        ...{ providers: store.providers, rates: store.rates, policy: QUICK, createProvider: () => provider },
      });
      const owner = `owner-${executions}`;
      const { signal } = new AbortController();
      return sendSingle(dispatchId, { store, pool, policy: QUICK, owner, signal, receiptUrl: null, now });
    },
  });
  const step = (name: string): StepInput => ({
    journey: 'cart',
    personId,
    step: name,
    stepAt: new Date().toISOString(),
    now: new Date().toISOString(),
    branches: {},
    exits: [],
    awaited: 0,
  });
  const text = (changes: Partial<SmsInput> = {}): SmsInput => ({
    ...step('sms: reminder'),
    text: 'reminder',
    ordinal: 1,
    expiresAt: null,
    ...changes,
  });
  const message = (ordinal = 1) => store.messages.get(`${journeyDispatchId(personId, ordinal)}/1`);
  return { activities, provider, personId, step, text, message };
}

describe('a text of a journey', () => {
  it('is composed of profile, event and last events when it is sent; is in the ledger under the journey; is sent once', async () => {
    const { activities, provider, text, message } = await entered();
    const outcome = { state: 'done', status: 'accepted', reason: null };
    expect(await activities.sendJourneySms(text())).toMatchObject(outcome);
    expect(await activities.sendJourneySms(text())).toMatchObject(outcome);
    expect(provider.ledger.map((sms) => sms.text)).toEqual(['Hi Ada, 2 books left; last seen shoes']);
    expect(await message()).toMatchObject({ profileId: 'ada', campaignId: 'journey:cart', status: 'accepted' });
    const [dispatch] = await db.collection('dispatches').find().toArray();
    expect(dispatch).toMatchObject({ priority: 2, finishedAt: expect.any(Date) });
    expect(dispatch).not.toHaveProperty('addressed');
  });

  it('is that of a saved message as it is when it is sent, and waits for one that is not there', async () => {
    const { activities, provider, text } = await entered({
      settings: { texts: { reminder: { savedMessage: 'cart reminder' } } },
    });
    await expect(activities.sendJourneySms(text())).rejects.toThrow('no saved message with the name cart reminder');
    const write = { id: 'txt_1', by: 'marketing', now: new Date() };
    await store.savedMessages.insert({ ...write, input: { name: 'cart reminder', template: 'Before' } });
    const before = await store.savedMessages.get('txt_1');
    if (before) {
      await store.savedMessages.replace(before, {
        ...write,
        input: { name: 'cart reminder', template: '{{ event.items }}!' },
      });
    }
    expect(await activities.sendJourneySms(text())).toMatchObject({ status: 'accepted' });
    expect(provider.ledger.map((sms) => sms.text)).toEqual(['2 books!']);
  });

  it('is resolved before it is sent again, if an answer was lost', async () => {
    const { activities, provider, text } = await entered({
      react: (number) => (number === 1 ? LOST_AFTER_ACCEPTING : ACCEPT),
    });
    let answer = await activities.sendJourneySms(text());
    for (let again = 0; answer.state === 'later' && again < 50; again += 1) {
      answer = await activities.sendJourneySms(text());
    }
    expect(answer).toMatchObject({ status: 'accepted' });
    expect(provider.ledger).toHaveLength(1);
  });

  it.each([
    ['opted_out', { profile: { optedOut: true } }],
    ['no_usable_number', { profile: { phone: 'none' } }],
  ])('is skipped: %s', async (reason, options) => {
    const { activities, provider, text } = await entered(options);
    expect(await activities.sendJourneySms(text())).toMatchObject({ state: 'done', status: 'skipped', reason });
    expect(provider.requests).toEqual([]);
  });

  it('waits for the end of do-not-disturb hours by the clock of the person', async () => {
    const at = new Date('2026-07-01T20:30:00Z');
    const dnd = [{ from: '22:00', to: '08:00', action: 'delay' } as const];
    const { activities, text } = await entered({
      settings: { dnd },
      profile: { timeZone: 'Europe/Berlin' },
      now: () => at,
    });
    const later = { state: 'later', reason: 'dnd', resumeAt: '2026-07-02T06:00:00.000Z' };
    expect(await activities.sendJourneySms(text())).toMatchObject(later);
  });

  it('keeps to the limits of the account over all journeys and campaigns', async () => {
    const limits = { profileLimits: [{ kind: 'rolling' as const, days: 1, max: 1 }] };
    await store.account.replace(accountInput.parse({ timeZone: 'UTC', ...limits }), new Date());
    const { activities, text } = await entered();
    expect(await activities.sendJourneySms(text())).toMatchObject({ status: 'accepted' });
    const second = await activities.sendJourneySms(text({ ordinal: 2 }));
    expect(second).toMatchObject({ status: 'skipped', reason: 'profile_limit' });
  });

  it('is tried again while no provider accepts it, and skipped once it has expired', async () => {
    const { activities, text } = await entered({ react: () => TROUBLE });
    const expiresAt = new Date(Date.now() + 3000).toISOString();
    expect(await activities.sendJourneySms(text({ expiresAt }))).toMatchObject({ reason: 'providers_unavailable' });
    await new Promise((resolve) => setTimeout(resolve, 3050));
    const answer = await activities.sendJourneySms(text({ expiresAt }));
    expect(answer).toMatchObject({ state: 'done', status: 'skipped', reason: 'expired' });
  });

  it('waits for what it names to be there, and says what is missing', async () => {
    const { activities, text } = await entered({ settings: { providerGroup: 'nobody' } });
    const wanted = 'there is no provider group with the name nobody';
    await expect(activities.sendJourneySms(text())).rejects.toThrow(wanted);
  });

  it('is not sent any more once the person has left while it waited', async () => {
    const { activities, step, text, provider } = await entered({ react: () => TROUBLE });
    await activities.sendJourneySms(text());
    const { length } = provider.requests;
    await activities.leaveJourney({ ...step('sms: reminder'), outcome: 'removed', goals: [], waits: [], texts: 1 });
    expect(await activities.sendJourneySms(text())).toEqual({ state: 'over', why: 'removed' });
    expect(provider.requests).toHaveLength(length);
    expect(await store.dispatches.unfinished()).toEqual([]);
  });
});

describe('a person in a journey', () => {
  it('takes an event once, whatever is repeated, and another wait another one', async () => {
    const { activities, step } = await entered();
    const since = new Date(Date.now() - DAY).toISOString();
    const until = new Date(Date.now() + DAY).toISOString();
    const wait = (id: number) => ({ kind: 'wait' as const, wait: { id, event: 'paid', since }, until });
    const asked = async (id: number) => {
      const answer = await activities.journeyStep({ ...step('wait: paid'), ask: wait(id) });
      return answer.state === 'go' ? answer.at : answer;
    };
    expect(await asked(1)).toBeNull();
    const at = '2026-01-01T00:00:00.000Z';
    await store.events.insert({ id: 'x0', profileId: 'ada', name: 'paid', at }, new Date());
    expect(await asked(1), 'from before').toBeNull();
    const now = new Date();
    await store.events.insert({ id: 'x1', profileId: 'ada', name: 'paid' }, now);
    expect([await asked(1), await asked(1), await asked(2)]).toEqual([now.toISOString(), now.toISOString(), null]);
    await store.events.insert({ id: 'x2', profileId: 'ada', name: 'paid' }, now);
    expect(await asked(2)).toBe(now.toISOString());
    expect(await db.collection('journeyWaits').countDocuments(), 'nobody waits any more').toBe(0);
  });

  it('is in a segment, with its events, or not', async () => {
    const condition = { kind: 'event', event: 'visit', did: true } as const;
    const times = { createdAt: new Date(), updatedAt: new Date() };
    await store.segments.insert({ _id: 'seg_1', name: 'visitors', condition, ...times });
    await store.segments.insert({ _id: 'seg_2', name: 'others', condition: { kind: 'not', condition }, ...times });
    const { activities, step } = await entered();
    const asked = (name: string) => activities.journeyStep({ ...step('segment'), ask: { kind: 'segment', name } });
    expect([await asked('visitors'), await asked('others')]).toMatchObject([{ holds: true }, { holds: false }]);
    await expect(asked('none')).rejects.toThrow('there is no usable segment with the name none');
  });

  it('leaves nothing behind when erased: the journey ends with its next step', async () => {
    const { activities, step, text } = await entered();
    const wait = { id: 1, event: 'paid', since: new Date().toISOString() };
    await activities.journeyStep({ ...step('wait: paid'), ask: { kind: 'wait', wait, until: step('').now } });
    await activities.sendJourneySms(text());
    const { _id } = await store.erasures.request({ profileId: 'ada', reason: null, keyId: 'key_1', now: new Date() });
    await erasePerson(_id, { store, signal: new AbortController().signal, tell: () => undefined });
    const ask = { kind: 'arrive' as const };
    expect(await activities.journeyStep({ ...step('next'), ask })).toEqual({ state: 'over', why: 'removed' });
    await activities.leaveJourney({ ...step('next'), outcome: 'removed', goals: [], waits: [wait], texts: 1 });
    for (const name of ['journeyPeople', 'journeyEntries', 'journeyWaits', 'dispatches', 'messages']) {
      const all = JSON.stringify(await db.collection(name).find().toArray());
      expect(all, name).not.toMatch(/"ada"|books|\+44/);
    }
  });

  it('has its messages removed by retention as others', async () => {
    const { activities, text, message } = await entered();
    await activities.sendJourneySms(text());
    const now = new Date(Date.now() + 40 * DAY);
    await removeMessages(30, { store, now, pause: nothing });
    expect(await message()).toBeNull();
    expect(await db.collection('dispatches').countDocuments()).toBe(0);
  });
});
