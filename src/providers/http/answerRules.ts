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
 * Compiles the rules for a gateway's answers: the first rule that matches decides; where none matches, the HTTP status does.
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
    const given = codeIn?.(answer) ?? null;
    const code = given !== null && CODE.test(given) ? given : String(answer.status);
    const rule = rules.find(
      ({ statuses, pattern }) => (statuses?.has(answer.status) ?? true) && (pattern?.test(answer.body) ?? true),
    );
    const means: Meaning | undefined = rule?.means ?? (isSuccess(answer.status) ? 'accepted' : undefined);
    switch (means) {
      case 'accepted':
        return { kind: 'accepted', providerMessageId: messageId?.(answer) ?? null };
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
