import type { FieldProblem } from '../../domain/problems.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { CampaignParts } from './campaignCheck.ts';

/**
 * What stands against scheduling a campaign that has somebody told when it stops by itself: a mail server and an address are
 * needed, or it would wait for a decision that nobody knows of.
 */
export async function alertingProblems(
  parts: CampaignParts,
  { store, mailIsConfigured }: Pick<ApiDependencies, 'store' | 'mailIsConfigured'>,
): Promise<FieldProblem[]> {
  const needs = (['safetyCheck', 'pauseOnErrors'] as const).filter((name) => parts[name] !== undefined);
  const [first] = needs;
  if (first === undefined) return [];
  const problems: FieldProblem[] = [];
  const why = `${needs.join(' and ')} ${needs.length === 1 ? 'needs' : 'need'} somebody to be told`;
  if (!mailIsConfigured) {
    problems.push({
      field: `/${first}`,
      got: `${needs.join(' and ')}, and no mail server`,
      wanted: `HERALD_SMTP_URL and HERALD_MAIL_FROM in the environment of API and workers, or a campaign without: ${why}`,
    });
  }
  if (parts.alertEmail === undefined && (await store.account.get()).alerts.email === undefined) {
    problems.push({
      field: '/alertEmail',
      got: 'nothing, and the account names nobody either',
      wanted: `an e-mail address here, or in alerts.email of PUT /v1/account: ${why}`,
    });
  }
  return problems;
}
