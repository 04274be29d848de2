import type { FieldProblem } from '../domain/problems.ts';
import type { HttpProviderInput, ProviderInput } from '../domain/provider/provider.ts';
import type { Egress } from '../egress/egress.ts';
import { compileAnswers } from './http/answerRules.ts';
import { checkEscaping } from './http/checkEscaping.ts';
import { compileInbound } from './http/httpInbound.ts';
import { compileLookupAnswer, lookupVariables, noVariables, sendVariables } from './http/httpProvider.ts';
import { compileReceipts } from './http/httpReceipt.ts';
import { RENDER_MS, RenderBudget } from './http/renderBudget.ts';
import { compileRequest, type RequestSettings, type RequestVariables } from './http/requestTemplate.ts';
import { ProviderSettingsError } from './settingsError.ts';

/**
 * Validates what a schema can't: templates that can't be parsed or fail for an ordinary message, invalid patterns and paths, and addresses
 * that `egress` refuses. `field` is a JSON pointer. The errors contain nothing of the settings.
 */
export function checkProviderInput(input: ProviderInput, egress: Pick<Egress, 'permitsUrl'>): FieldProblem[] {
  if (input.kind === 'http') return checkHttp(input, egress);
  return egress.permitsUrl(input.settings.baseUrl) ? [] : [addressRefused('/settings/baseUrl')];
}

function checkHttp({ settings, serverErrors }: HttpProviderInput, egress: Pick<Egress, 'permitsUrl'>): FieldProblem[] {
  const noValues = noVariables(settings.secrets);
  const { lookup, verify, inbound } = settings;
  const budget = new RenderBudget(RENDER_MS, { countsDelays: false });
  const check = (request: RequestSettings, at: string, samples: readonly RequestVariables[]): FieldProblem[] =>
    checkRequest(request, at, { samples, egress, budget });
  return [
    ...check(settings.send, '/settings/send', [
      sendVariables(SAMPLE, noValues),
      sendVariables({ ...SAMPLE, receiptUrl: null, validitySeconds: null }, noValues),
    ]),
    ...problemsOf(() => compileAnswers(settings, serverErrors)),
    ...problemsOf(() => compileReceipts(settings.receipts)),
    ...problemsOf(() => inbound && compileInbound(inbound, settings.secrets)),
    ...(lookup
      ? [
          ...check(lookup.request, '/settings/lookup/request', [
            lookupVariables({ ...SAMPLE, since: new Date(0) }, noValues),
          ]),
          ...problemsOf(() => compileLookupAnswer(lookup)),
        ]
      : []),
    ...(verify ? check(verify, '/settings/verify', [noValues]) : []),
  ];
}

const SAMPLE = {
  reference: 'campaign/1/profile',
  to: '+447700900001',
  text: 'Hello & "welcome" € 🎉',
  receiptUrl: 'https://example.com/receipts?token=a%2Fb',
  validitySeconds: 3600,
};

/** Compiles the request, renders it for each of `samples`, and checks that values are escaped, with the first one. */
function checkRequest(
  settings: RequestSettings,
  at: string,
  options: {
    readonly samples: readonly RequestVariables[];
    readonly egress: Pick<Egress, 'permitsUrl'>;
    readonly budget: RenderBudget;
  },
): FieldProblem[] {
  const { samples, egress, budget } = options;
  return problemsOf(() => {
    const render = compileRequest(settings, at, budget);
    for (const sample of samples) {
      const { origin } = render(sample, budget);
      if (!egress.permitsUrl(origin)) throw new ProviderSettingsError([addressRefused(`${at}/url`)]);
    }
    const [sample] = samples;
    if (sample) checkEscaping(render, settings, { at, sample, budget });
  });
}

const addressRefused = (field: string): FieldProblem => ({
  field,
  got: 'an address that is not public',
  wanted: 'a public address, or one of the networks that HERALD_EGRESS_ALLOW lists',
});

function problemsOf(work: () => unknown): FieldProblem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProviderSettingsError) return [...error.problems];
    throw error;
  }
}
