import type { ReceiptStatus } from '../../domain/message/message.ts';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { ProviderRequest, ReceiptReading } from '../provider.ts';
import { CODE } from './answerRules.ts';
import { compileExtraction, compileMessageId } from './extraction.ts';
import { Patterns } from './pattern.ts';

/** Of the id of a part, in characters. */
const MAX_PART = 128;

type ReceiptSettings = HttpProviderInput['settings']['receipts'];

/**
 * Compiles the reading of a gateway's receipts. Their authenticity was checked before, by the token in their address.
 * @throws ProviderSettingsError
 */
export function compileReceipts(settings: ReceiptSettings): (request: ProviderRequest) => ReceiptReading {
  if (!settings) return () => ({ kind: 'refused', why: 'the settings do not define receipts' });
  const patterns = new Patterns();
  const statusIn = compileExtraction(settings.status, '/settings/receipts/status', patterns);
  const idIn = settings.messageId && compileMessageId(settings.messageId, '/settings/receipts/messageId', patterns);
  const codeIn = settings.code && compileExtraction(settings.code, '/settings/receipts/code', patterns);
  const partIn = settings.part && compileExtraction(settings.part, '/settings/receipts/part', patterns);
  const statuses = new Map<string, ReceiptStatus>([
    ...settings.sent.map((value) => [value, 'sent'] as const),
    ...settings.undelivered.map((value) => [value, 'undelivered'] as const),
    ...settings.delivered.map((value) => [value, 'delivered'] as const),
  ]);
  return (request) => {
    const value = statusIn(request);
    if (value === null) return { kind: 'refused', why: 'no status at the place that the settings define' };
    const status = statuses.get(value);
    if (status === undefined) return { kind: 'ignored' };
    const code = codeIn?.(request) ?? null;
    // That a part was passed on changes nothing, whichever it was.
    const part = status === 'sent' ? null : partIn?.(request);
    return {
      kind: 'receipt',
      providerMessageId: idIn?.(request) ?? null,
      status,
      code: code !== null && CODE.test(code) ? code : null,
      ...(part && { part: part.slice(0, MAX_PART) }),
    };
  };
}
