import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

const PERSON = /^[0-9a-f]{32}$/;

describe('journeys', () => {
  const api = testApi();
  const add = (id: string) => api.made('/v1/profiles', { id, phone: '+447700900001' });
  const start = (journey: string, json: object, headers = {}) =>
    api.call('POST', `/v1/journeys/${journey}/start`, { json, headers });

  it('are listed with their texts and states', async () => {
    const { json } = await api.call('GET', '/v1/journeys');
    const names = json.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['onboarding', 'abandoned-cart', 'appointment']);
    expect(json.items[0]).toMatchObject({ state: 'running', startedBy: 'signed_up', changedBy: null });
  });

  it('are started for a profile, once', async () => {
    await add('ada');
    const first = await start('onboarding', { profileId: 'ada' });
    expect(first.json).toEqual({ personId: expect.stringMatching(PERSON), entered: true });
    const again = await start('onboarding', { profileId: 'ada' });
    expect(again.json).toEqual({ personId: first.json.personId, entered: false });
    expect(api.journeys.calls).toContainEqual({ start: first.json.personId });
    const list = await api.call('GET', '/v1/journeys/onboarding/people?profileId=ada');
    expect(list.json.items).toEqual([expect.objectContaining({ id: first.json.personId, status: 'active' })]);
  });

  it('are started by an event, and the answer waits for no workflow', async () => {
    api.journeys.failure = new Error('Temporal is away');
    const event = { id: 'e1', profileId: 'cleo', name: 'cart_left', properties: { cartId: 'c-1' } };
    expect((await api.call('POST', '/v1/events', { json: event })).status).toBe(201);
    api.journeys.failure = null;
    const { json } = await api.call('GET', '/v1/journeys/abandoned-cart/people?profileId=cleo');
    expect(json.items).toEqual([expect.objectContaining({ key: 'c-1', status: 'entering' })]);
  });

  it('beside each other with keys, and with the values that their texts need', async () => {
    await add('ben');
    const missing = await start('abandoned-cart', { profileId: 'ben' });
    expect(missing.status).toBe(400);
    expect(missing.json.errors[0]).toMatchObject({
      field: '/event',
      wanted: 'the values of cart_left, which the text reminder uses',
    });
    for (const key of ['c-1', 'c-2']) {
      const { json } = await start('abandoned-cart', { profileId: 'ben', key, event: { cartId: key } });
      expect(json.entered).toBe(true);
    }
  });

  it.each([
    ['nobody', { profileId: 'ada' }, 404],
    ['onboarding', { profileId: 'unknown' }, 400],
    ['onboarding', {}, 400],
  ])('of %s with %j are answered with %i', async (journey, json, status) => {
    expect((await start(journey, json)).status).toBe(status);
  });

  it('are started for a segment in the background', async () => {
    const condition = { kind: 'property', property: 'plan', operator: 'exists' };
    const { id: segmentId } = await api.made('/v1/segments', { name: 'planned', condition });
    const answer = await api.call('POST', '/v1/journeys/onboarding/start-segment', { json: { segmentId } });
    expect([answer.status, answer.json]).toMatchObject([202, { people: 0, finishedAt: null }]);
    expect(api.journeys.calls).toContainEqual({ task: answer.json.taskId });
    const task = await api.call('GET', answer.headers.get('location') ?? '');
    expect(task.json).toEqual(answer.json);
    const wrong = await api.call('POST', '/v1/journeys/onboarding/start-segment', { json: { segmentId: 'seg_none' } });
    expect(wrong.json.errors[0]).toMatchObject({ field: '/segmentId', wanted: 'the id of a segment' });
  });

  it('are paused, resumed, drained and stopped, and those in them are told by a task that a repetition does not repeat', async () => {
    const act = (action: string, json?: object) =>
      api.call('POST', `/v1/journeys/appointment/${action}`, json ? { json } : {});
    expect((await act('pause')).json).toMatchObject({ state: 'paused', changedBy: expect.any(String) });
    expect((await act('resume')).json.state).toBe('running');
    expect((await act('stop', { drain: true })).json.state).toBe('draining');
    expect((await act('stop', {})).json.state).toBe('stopped');
    await act('stop', {});
    const tasks = api.journeys.calls.flatMap((call) => ('task' in call ? call.task : []));
    expect(tasks.filter((task) => task.startsWith('appointment'))).toEqual([
      'appointment-2',
      'appointment-3',
      'appointment-4',
      'appointment-4',
    ]);
    await add('dora');
    const refused = await start('appointment', { profileId: 'dora', event: { startsAt: { date: '2030-01-01' } } });
    expect([refused.status, refused.json.code]).toEqual([409, 'journey_closed']);
    await act('resume');
  });

  it('move and remove one person, who is in them', async () => {
    await add('eve');
    const { personId } = (await start('onboarding', { profileId: 'eve' })).json;
    const path = `/v1/journeys/onboarding/people/${personId}`;
    const moved = await api.call('POST', `${path}/move-on`, { json: { step: 'sleep: 1 day' } });
    const removed = await api.call('POST', `${path}/remove`);
    expect([moved.status, removed.status]).toEqual([202, 202]);
    expect(api.journeys.calls.filter((call) => 'person' in call && call.person === personId)).toEqual([
      { person: personId, signal: 'moveOn', step: 'sleep: 1 day' },
      { person: personId, signal: 'leave', why: 'removed' },
    ]);
    const left = { status: 'removed', step: null, at: new Date(), convertedAt: null } as const;
    await api.store.journeyPeople.end(personId, { ...left, step: 'sleep: 1 day' });
    const late = await api.call('POST', `${path}/remove`);
    expect([late.status, late.json.code]).toEqual([409, 'journey_left']);
    expect((await api.call('POST', `/v1/journeys/appointment/people/${personId}/remove`)).status).toBe(404);
  });

  it('show how many people are where, and how branches convert', async () => {
    const people = [
      ['p1', 'plain', null, null],
      ['p2', 'plain', 'completed', null],
      ['p3', 'discount', 'exited', new Date()],
      ['p4', 'discount', 'completed', null],
    ] as const;
    for (const [id, offer, status, convertedAt] of people) {
      await add(id);
      const { personId } = (await start('abandoned-cart', { profileId: id, event: { cartId: id } })).json;
      const at = { step: 'sleep: 3 days', stepAt: new Date(), branches: { offer } };
      await api.store.journeyPeople.arrive(personId, at);
      if (status) await api.store.journeyPeople.end(personId, { status, step: at.step, at: at.stepAt, convertedAt });
    }
    const { json } = await api.call('GET', '/v1/journeys/abandoned-cart');
    expect(json.people).toMatchObject({ active: 3, completed: 2, exited: 1 });
    expect(json.steps).toContainEqual({ step: 'sleep: 3 days', people: 1 });
    expect(json.splits).toEqual([
      {
        split: 'offer',
        branches: [
          { branch: 'discount', people: 2, left: 2, converted: 1 },
          { branch: 'plain', people: 2, left: 1, converted: 0 },
        ],
      },
    ]);
    expect(json.converted).toBe(1);
  });
});
