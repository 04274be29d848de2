import type { ProviderInput } from '../domain/provider/provider.ts';
import type { Egress } from '../egress/egress.ts';
import { checkProviderInput } from './checkProviderInput.ts';
import { httpProvider } from './http/httpProvider.ts';
import type { SmsProvider } from './provider.ts';
import { ProviderSettingsError } from './settingsError.ts';
import { twilioProvider } from './twilio/twilioProvider.ts';

/** Stored settings may name an address that is refused: then each request has that outcome. */
const ANY_ADDRESS = { permitsUrl: () => true };

/**
 * The provider for `input`, with connections of its own to addresses that `egress` permits; the caller must `close` it.
 * @throws ProviderSettingsError when the settings are invalid (`checkProviderInput` returns the errors instead)
 */
export function createProvider(input: ProviderInput, egress: Egress): SmsProvider {
  const problems = checkProviderInput(input, ANY_ADDRESS);
  if (problems.length > 0) throw new ProviderSettingsError(problems);
  return input.kind === 'twilio' ? twilioProvider(input, egress) : httpProvider(input, egress);
}
