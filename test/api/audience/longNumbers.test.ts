import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

/** As it is sent: JavaScript would round it while it makes the JSON. */
const CARD = '1234567890123456789';

describe('a number with more digits than a number keeps', () => {
  const api = testApi();
  const post = (path: string, body: string, type = 'application/json') =>
    api.call('POST', path, { body, headers: { 'content-type': type } });

  it.each([CARD, '9007199254740993', '-9007199254740992', '1e20'])(
    'such as %s is refused as a property',
    async (number) => {
      const properties = `"properties":{"card":${number}}`;
      const answers = [
        await post('/v1/profiles', `{"id":"p1",${properties}}`),
        await post('/v1/events', `{"profileId":"p1","name":"purchase",${properties}}`),
        await post(
          '/v1/segments/estimate',
          `{"condition":{"kind":"property","property":"card","operator":"equals","value":${number}}}`,
        ),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
      for (const { json } of answers) {
        expect(json.errors[0].wanted).toContain('no digit is lost; a longer one, such as a card number, as a text');
      }
      const bulk = await post('/v1/profiles/bulk', `{"items":[{"id":"p2",${properties}},{"id":"p3"}]}`);
      expect([bulk.json.accepted, bulk.json.rejected]).toEqual([1, 1]);
    },
  );

  it('is refused row by row in an import', async () => {
    const ndjson = `{"id":"p1","properties":{"card":${CARD}}}\n{"id":"p2","properties":{"card":"${CARD}"}}\n`;
    const imported = await post('/v1/profiles/import', ndjson, 'application/x-ndjson');
    expect(imported.json).toMatchObject({ accepted: 1, rejected: 1 });
    expect(imported.json.problems[0]).toMatchObject({ line: 1, field: 'properties.card' });
    const csv = await post('/v1/profiles/import?types=card:number', `id,card\np4,${CARD}\np5,12.5\n`, 'text/csv');
    expect(csv.json).toMatchObject({ accepted: 1, rejected: 1 });
  });

  it('is kept to the last digit as a text', async () => {
    const properties = { card: CARD, most: Number.MAX_SAFE_INTEGER, price: 10.1 };
    // PHP and C write 10.1 with all digits of its binary form; the nearest number is still the same.
    const body = JSON.stringify({ id: 'p9', properties }).replace('10.1', '10.099999999999999645');
    expect((await post('/v1/profiles', body)).status).toBeLessThan(300);
    expect((await api.call('GET', '/v1/profiles/p9')).json.properties).toEqual(properties);
  });
});
