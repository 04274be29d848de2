import type { ReceiptStatus } from '../../domain/message/message.ts';
import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { ReceiptReading, ReceiptRequest } from '../provider.ts';
import { CODE } from './answerRules.ts';
import { compileExtraction } from './extraction.ts';

type ReceiptSettings = HttpProviderInput['settings']['receipts'];

/**
 * Compiles how a gateway's receipts are read. That a receipt is genuine was settled before, by the token in its address.
 * @throws ProviderSettingsError
 */
export function compileReceipts(settings: ReceiptSettings): (request: ReceiptRequest) => ReceiptReading {
  if (!settings) return () => ({ kind: 'refused', why: 'the settings say nothing of receipts' });
  const statusIn = compileExtraction(settings.status, '/settings/receipts/status');
  const idIn = settings.messageId && compileExtraction(settings.messageId, '/settings/receipts/messageId');
  const codeIn = settings.code && compileExtraction(settings.code, '/settings/receipts/code');
  const statuses = new Map<string, ReceiptStatus>([
    ...settings.sent.map((word) => [word, 'sent'] as const),
    ...settings.undelivered.map((word) => [word, 'undelivered'] as const),
    ...settings.delivered.map((word) => [word, 'delivered'] as const),
  ]);
  return (request) => {
    const word = statusIn(request);
    if (word === null) return { kind: 'refused', why: 'no status where the settings say that it stands' };
    const status = statuses.get(word);
    if (status === undefined) return { kind: 'ignored' };
    const code = codeIn?.(request) ?? null;
    return {
      kind: 'receipt',
      providerMessageId: idIn?.(request) ?? null,
      status,
      code: code !== null && CODE.test(code) ? code : null,
    };
  };
}
