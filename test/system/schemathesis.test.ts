import { describe, expect, it } from 'vitest';
import { PRESET_NAMES } from '../../src/domain/account/scopes.ts';
import { schemathesis, schemathesisFolder } from '../support/schemathesis.ts';
import { system } from '../support/system.ts';

const folder = await schemathesisFolder();

/** With `HERALD_SCHEMATHESIS=complete` each limit of each field is tried as well, which takes three minutes and more. */
const isComplete = process.env.HERALD_SCHEMATHESIS === 'complete';

describe.skipIf(folder === null)('the API and its OpenAPI document, according to Schemathesis', () => {
  const herald = system({ env: { HERALD_TRUSTED_PROXIES: '127.0.0.1/32' } });
  const check = (options: { apiKey?: string; maxExamples: number; phases?: 'coverage'[] }) =>
    schemathesis({
      folder: folder ?? '',
      apiUrl: herald.stack().apiUrl ?? '',
      apiKey: options.apiKey,
      phases: ['examples', 'fuzzing', ...(options.phases ?? [])],
      maxExamples: options.maxExamples,
    });

  it('agree in everything that a key with all scopes can do', { timeout: 1_800_000 }, async () => {
    const { code, output } = await check({
      apiKey: herald.stack().apiKey,
      maxExamples: 5,
      phases: isComplete ? ['coverage'] : [],
    });
    expect(output).toContain('No issues found');
    expect(code).toBe(0);
  });

  it('agree without a key', async () => {
    const { code, output } = await check({ maxExamples: 2 });
    expect(output).toContain('No issues found');
    expect(code).toBe(0);
  });

  it.for(PRESET_NAMES)('agree with a key of the preset %s', async (preset) => {
    const { key } = await herald.herald().createApiKey({ apiKeyInput: { name: `schemathesis ${preset}`, preset } });
    const { code, output } = await check({ apiKey: key, maxExamples: 2 });
    expect(output).toContain('No issues found');
    expect(code).toBe(0);
  });
});
