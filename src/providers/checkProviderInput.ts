import type { FieldProblem } from '../domain/problems.ts';
import type { HttpProviderInput, ProviderInput } from '../domain/provider/provider.ts';
import { compileAnswers } from './http/answerRules.ts';
import { compileExtraction, compilePattern } from './http/extraction.ts';
import { lookupVariables, noVariables, sendVariables } from './http/httpProvider.ts';
import { compileReceipts } from './http/httpReceipt.ts';
import { compileRequest, problem, type RequestSettings, type RequestVariables } from './http/requestTemplate.ts';
import { ProviderSettingsError } from './settingsError.ts';

/**
 * Validates what a schema can't: templates that can't be parsed or fail for an ordinary message, and invalid patterns and paths. `field` is
 * a JSON pointer. The errors contain nothing of the settings.
 */
export function checkProviderInput(input: ProviderInput): FieldProblem[] {
  return input.kind === 'http' ? checkHttp(input) : [];
}

function checkHttp({ settings, serverErrors }: HttpProviderInput): FieldProblem[] {
  const noValues = noVariables(settings.secrets);
  const { lookup, verify } = settings;
  return [
    ...checkRequest(settings.send, '/settings/send', [
      sendVariables(SAMPLE, noValues),
      sendVariables({ ...SAMPLE, receiptUrl: null, validitySeconds: null }, noValues),
    ]),
    ...problemsOf(() => compileAnswers(settings, serverErrors)),
    ...problemsOf(() => compileReceipts(settings.receipts)),
    ...(lookup
      ? [
          ...checkRequest(lookup.request, '/settings/lookup/request', [
            lookupVariables({ ...SAMPLE, since: new Date(0) }, noValues),
          ]),
          ...problemsOf(() => lookup.found === undefined || compilePattern(lookup.found, '/settings/lookup/found')),
          ...problemsOf(() => lookup.messageId && compileExtraction(lookup.messageId, '/settings/lookup/messageId')),
        ]
      : []),
    ...(verify ? checkRequest(verify, '/settings/verify', [noValues]) : []),
  ];
}

const SAMPLE = {
  reference: 'campaign/1/profile',
  to: '+447700900001',
  text: 'Hello & "welcome" € 🎉',
  receiptUrl: 'https://example.com/receipts?token=a%2Fb',
  validitySeconds: 3600,
};

/** Compiles the request and renders it for each of `samples`. */
function checkRequest(settings: RequestSettings, at: string, samples: readonly RequestVariables[]): FieldProblem[] {
  return problemsOf(() => {
    const render = compileRequest(settings, at);
    for (const sample of samples) {
      const { origin } = render(sample);
      if (!/^https?:\/\//.test(origin)) {
        throw problem(`${at}/url`, 'another scheme', 'http:// or https://');
      }
    }
  });
}

function problemsOf(work: () => unknown): FieldProblem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProviderSettingsError) return [...error.problems];
    throw error;
  }
}
