import type { ProviderInput } from '../domain/provider/provider.ts';
import { checkProviderInput } from './checkProviderInput.ts';
import { httpProvider } from './http/httpProvider.ts';
import type { SmsProvider } from './provider.ts';
import { ProviderSettingsError } from './settingsError.ts';
import { twilioProvider } from './twilio/twilioProvider.ts';

/**
 * The provider for `input`, with connections of its own; the caller must `close` it.
 * @throws ProviderSettingsError when the settings are invalid (`checkProviderInput` returns the errors instead)
 */
export function createProvider(input: ProviderInput): SmsProvider {
  const problems = checkProviderInput(input);
  if (problems.length > 0) throw new ProviderSettingsError(problems);
  return input.kind === 'twilio' ? twilioProvider(input) : httpProvider(input);
}
