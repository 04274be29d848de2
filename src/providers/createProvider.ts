import type { ProviderInput } from '../domain/provider/provider.ts';
import { checkProviderInput } from './checkProviderInput.ts';
import { httpProvider } from './http/httpProvider.ts';
import type { SmsProvider } from './provider.ts';
import { ProviderSettingsError } from './settingsError.ts';
import { twilioProvider } from './twilio/twilioProvider.ts';

/**
 * The provider of `input`'s kind, with its connections of its own; `close` it.
 * @throws ProviderSettingsError where the settings can't work (`checkProviderInput` says it without throwing)
 */
export function createProvider(input: ProviderInput): SmsProvider {
  const problems = checkProviderInput(input);
  if (problems.length > 0) throw new ProviderSettingsError(problems);
  return input.kind === 'twilio' ? twilioProvider(input) : httpProvider(input);
}
