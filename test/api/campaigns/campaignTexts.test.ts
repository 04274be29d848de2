import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('the texts that a validation shows', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
    const born = { born: { date: '1990-05-07' }, renews: '2027-12-01', local: '2027-12-01T10:00' };
    const phone = '+447700900261';
    await api.made('/v1/profiles/bulk', {
      items: [
        {
          id: 'ada',
          phone,
          timeZone: 'America/New_York',
          properties: { name: 'Ada', price: 10.1, rate: 4.35, ...born },
        },
        { id: 'bob', phone, timeZone: 'Asia/Tokyo', properties: { name: 'Bob', size: 'XL', ...born } },
      ],
    });
  });

  async function validate(template: string) {
    const path = '/v1/campaigns/validate?profileId=ada&profileId=bob';
    return await api.made(path, { ...campaignInput(ids), what: { template } });
  }
  const texts = async (template: string): Promise<(string | null)[]> =>
    (await validate(template)).preview.map(({ text, reason }: { text: string; reason: string }) => text ?? reason);

  it('have no built-in name in place of a property', async () => {
    expect(await texts('Your size: {{ profile.size | default: "not set" }}')).toEqual([
      'Your size: not set',
      'Your size: XL',
    ]);
    expect(await texts('{{ profile.size }}')).toEqual(['missing_value', 'XL']);
    expect(
      await texts('{% if profile.size %}We have {{ profile.size }} in stock{% else %}Tell us your size{% endif %}'),
    ).toEqual(['Tell us your size', 'We have XL in stock']);
  });

  it('show a date as the same day in every zone, and a local time as that of the profile', async () => {
    const source =
      'Born {{ profile.born | date: "%-d %B" }}, renews {{ profile.renews | date: "%-d %B" }}, {{ profile.local | date: "%H:%M" }}';
    expect(await texts(source)).toEqual(new Array(2).fill('Born 7 May, renews 1 December, 10:00'));
  });

  it('calculate in decimals', async () => {
    const source =
      '3 for {{ profile.price | times: 3 }} EUR, {{ profile.rate | times: 100 }} points, {{ 0.1 | plus: 0.2 }}, {{ 19.99 | times: 100 | floor }}';
    expect((await texts(source))[0]).toBe('3 for 30.3 EUR, 435 points, 0.3, 1999');
  });

  it('name the characters that can not be seen', async () => {
    const { preview } = await validate('Hi\u00a0{{ profile.name }},\u200b it’s 5\u202f€');
    expect(preview[0].notInGsm7).toEqual([
      'U+00A0 NO-BREAK SPACE',
      'U+200B ZERO WIDTH SPACE',
      '’',
      'U+202F NARROW NO-BREAK SPACE',
    ]);
  });

  it.each([
    ['{% for i in (1..3000) %}x{% endfor %}', 'takes too long'],
    ['{{ profile.born | date: "%H", "BST" }}', '"BST" is no time zone'],
  ])('are refused for every profile at once where the template %s can not be used', async (template, said) => {
    const { valid, problems } = await validate(template);
    expect(valid).toBe(false);
    expect(JSON.stringify(problems)).toContain(JSON.stringify(said).slice(1, -1));
    const made = await api.call('POST', '/v1/campaigns', { json: { ...campaignInput(ids), what: { template } } });
    expect([made.status, made.json.errors[0].field]).toEqual([400, '/what/template']);
  });
});
