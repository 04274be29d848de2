import type { HttpProviderInput } from '../../domain/provider/provider.ts';
import type { HttpExchange } from '../connection.ts';
import { outcomeOfStatus, refused, retryAfterMs, trouble } from '../outcomes.ts';
import type { SendOutcome } from '../provider.ts';
import { compileExtraction, compileMessageId } from './extraction.ts';
import { Patterns } from './pattern.ts';

type HttpSettings = HttpProviderInput['settings'];
type Answer = Extract<HttpExchange, { kind: 'answer' }>;
type Meaning = HttpSettings['answers'][number]['means'];

/** A gateway's error code, which is shown and counted. Any other value may be a text that quotes the number. */
export const CODE = /^(?!\+?\d{7,}$)[\w.:-]{1,40}$/;

/**
 * Compiles the rules for a gateway's answers: the first rule that matches decides; where none matches, the HTTP status does. An answer that is cut off is
 * unknown where a rule goes by the body.
 * @throws ProviderSettingsError
 */
export function compileAnswers(
  settings: HttpSettings,
  serverErrors: HttpProviderInput['serverErrors'],
): (answer: Answer) => SendOutcome {
  const patterns = new Patterns();
  const rules = settings.answers.map(({ status, body, means }, index) => ({
    statuses: status && new Set(status),
    pattern: body === undefined ? undefined : patterns.compile(body, `/settings/answers/${index}/body`),
    means,
  }));
  const messageId = settings.messageId && compileMessageId(settings.messageId, '/settings/messageId', patterns);
  const codeIn = settings.code && compileExtraction(settings.code, '/settings/code', patterns);

  return (answer) => {
    const { status, body, isComplete } = answer;
    const given = isComplete ? (codeIn?.(answer) ?? null) : null;
    const code = given !== null && CODE.test(given) ? given : String(status);
    const forStatus = rules.filter(({ statuses }) => statuses?.has(status) ?? true);
    const rule = forStatus.find(({ pattern }) => pattern === undefined || !isComplete || pattern.test(body));
    // The rule goes by a body of which the rest is missing.
    if (!isComplete && rule?.pattern !== undefined) return { kind: 'unknown', code };
    const means: Meaning | undefined = rule?.means ?? (isSuccess(status) ? 'accepted' : undefined);
    switch (means) {
      case 'accepted':
        return { kind: 'accepted', providerMessageId: (isComplete && messageId?.(answer)) || null };
      case 'refused_recipient':
      case 'opted_out':
        return refused('recipient', code, means === 'opted_out');
      case 'refused_content':
        return refused('content', code);
      case 'trouble':
      case 'account':
        return trouble(code, { account: means === 'account', retryAfterMs: retryAfterMs(answer.headers) });
      case 'unknown':
        return { kind: 'unknown', code };
      case undefined:
        return outcomeOfStatus(answer, serverErrors, code);
    }
  };
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
