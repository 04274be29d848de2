import type { FieldProblem } from '../../domain/problems.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { CampaignParts } from './campaignCheck.ts';

/**
 * Validation errors of a campaign that mails an alert when it stops by itself: without a mail server and an address, it would wait for a
 * decision that nobody knows about.
 */
export async function alertingProblems(
  parts: CampaignParts,
  { store, mailIsConfigured }: Pick<ApiDependencies, 'store' | 'mailIsConfigured'>,
): Promise<FieldProblem[]> {
  const needs = (['safetyCheck', 'pauseOnErrors'] as const).filter((name) => parts[name] !== undefined);
  const [first] = needs;
  if (first === undefined) return [];
  const problems: FieldProblem[] = [];
  const why = `${needs.join(' and ')} ${needs.length === 1 ? 'sends' : 'send'} alerts`;
  if (!mailIsConfigured) {
    problems.push({
      field: `/${first}`,
      got: `${needs.join(' and ')}, but no mail server`,
      wanted: `HERALD_SMTP_URL and HERALD_MAIL_FROM in the environment of API and workers, or a campaign without ${needs.join(' and ')}: ${why}`,
    });
  }
  if (parts.alertEmail === undefined && (await store.account.get()).alerts.email === undefined) {
    problems.push({
      field: '/alertEmail',
      got: 'nothing, and the account has no address either',
      wanted: `an e-mail address here, or in alerts.email of PUT /v1/account: ${why}`,
    });
  }
  return problems;
}
