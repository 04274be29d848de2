import { beforeAll, describe, expect, it } from 'vitest';
import { accountInput } from '../../../src/domain/account/account.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const SAFETY = { safetyCheck: { maxAudience: 10 } };
const ERRORS = { pauseOnErrors: { percent: 5 } };
const MAIL = 'HERALD_SMTP_URL and HERALD_MAIL_FROM in the environment of API and workers, or a campaign without';

describe('a campaign with alerts, without a mail server', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });

  it('can be created, but not scheduled; validation says what is missing', async () => {
    const { id } = await api.made('/v1/campaigns', { ...campaignInput(ids), ...SAFETY });
    const { status, json } = await api.call('POST', `/v1/campaigns/${id}/schedule`);
    expect([status, json.errors]).toMatchObject([
      400,
      [
        {
          field: '/safetyCheck',
          got: 'safetyCheck, but no mail server',
          wanted: `${MAIL} safetyCheck: safetyCheck sends alerts`,
        },
        {
          field: '/alertEmail',
          got: 'nothing, and the account has no address either',
          wanted: 'an e-mail address here, or in alerts.email of PUT /v1/account: safetyCheck sends alerts',
        },
      ],
    ]);
    expect((await api.call('GET', `/v1/campaigns/${id}`)).json).toMatchObject({ status: 'draft', actions: [] });
    const checked = await api.made('/v1/campaigns/validate', { ...campaignInput(ids), ...SAFETY });
    expect(checked).toMatchObject({ valid: false, problems: json.errors });
    const { warnings } = await api.made('/v1/campaigns', { ...campaignInput(ids), ...SAFETY });
    expect(json.errors).toMatchObject(warnings);
    expect((await api.made('/v1/campaigns', campaignInput(ids))).warnings).toEqual([]);
  });

  it('lacks only the mail server when it has an address', async () => {
    const both = { ...campaignInput(ids), ...SAFETY, ...ERRORS, alertEmail: 'ada@example.com' };
    const { problems } = await api.made('/v1/campaigns/validate', both);
    expect(problems).toMatchObject([
      {
        field: '/safetyCheck',
        got: 'safetyCheck and pauseOnErrors, but no mail server',
        wanted: `${MAIL} safetyCheck and pauseOnErrors: safetyCheck and pauseOnErrors send alerts`,
      },
    ]);
  });

  it('has one error for an invalid address', async () => {
    const { problems } = await api.made('/v1/campaigns/validate', {
      ...campaignInput(ids),
      ...ERRORS,
      alertEmail: 'nobody',
    });
    expect(problems.map(({ field }: { field: string }) => field)).toEqual(['/alertEmail', '/pauseOnErrors']);
    expect(problems[0].wanted).toContain('an e-mail address, such as');
  });
});

describe('a campaign with alerts, with a mail server', () => {
  const api = testApi(() => ({ mailIsConfigured: true }));
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  const schedule = async (changes: object) => {
    const { id } = await api.made('/v1/campaigns', { ...campaignInput(ids), ...changes });
    return await api.call('POST', `/v1/campaigns/${id}/schedule`);
  };

  it('lacks an address, its own or the account’s', async () => {
    const refused = await schedule(ERRORS);
    expect(refused.json.errors.map(({ field }: { field: string }) => field)).toEqual(['/alertEmail']);
    expect((await schedule({ ...ERRORS, alertEmail: 'ada@example.com' })).status).toBe(200);
    await api.call('PUT', '/v1/account', { json: { alerts: { email: 'ada@example.com' } } });
    expect((await schedule(ERRORS)).status).toBe(200);
  });

  it('is checked again when it is edited', async () => {
    const { json } = await schedule({});
    await api.store.account.replace(accountInput.parse({}), new Date());
    const changed = await api.call('PUT', `/v1/campaigns/${json.id}`, { json: { ...campaignInput(ids), ...SAFETY } });
    expect([changed.status, changed.json.errors[0].field]).toEqual([400, '/alertEmail']);
    const edits = api.campaigns.calls.filter(({ method }) => method === 'edit');
    expect(edits).toEqual([]);
  });
});
