import { randomUUID } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import { type Alert, type AlertStatus, alertIdOf } from '../domain/account/alerts.ts';
import { errorBucket } from '../domain/campaign/report.ts';
import { alertNotMailed, documentNotFound } from '../domain/failures.ts';
import { runIdOf } from '../domain/ids.ts';
import { shownName } from '../domain/provider/sandbox.ts';
import type { AlertBaseUrls } from '../mail/alertLinks.ts';
import { alertMail } from '../mail/alertMail.ts';
import { MailError } from '../mail/mailError.ts';
import { MAIL_LIMITS, type Mailer } from '../mail/mailer.ts';
import type { Store } from '../store/store.ts';
import type { AlertOutcome } from './contract.ts';

export interface AlertDependencies {
  readonly store: Pick<Store, 'account' | 'alerts' | 'campaigns' | 'messages' | 'providerGroups'>;
  /** Null if no mail server is configured. */
  readonly mailer: Mailer | null;
  /** Base addresses of the links in mails. Default: none; mails then name paths and ids. */
  readonly baseUrls?: AlertBaseUrls;
  readonly now?: () => Date;
}

type Settled = Exclude<AlertStatus, 'sending'>;

/** After this time an attempt that has not recorded an outcome is taken for dead. */
const LEASE_MS = 2 * MAIL_LIMITS.mailMs;

/**
 * Stores an alert and mails it to the campaign's address, or else to the account's. Resolves when the mail is sent or permanently
 * refused. Rejects with a retryable failure (`AlertNotMailed`) if a later attempt may succeed: the mail server is unavailable or asks to wait, another
 * attempt is mailing the alert, the answer was lost, or an address or a mail server is not configured yet.
 */
export function sendAlert({ store, mailer, baseUrls = {}, now = () => new Date() }: AlertDependencies) {
  return async ({ alert }: { readonly alert: Alert }): Promise<AlertOutcome> => {
    const alertId = alertIdOf(alert);
    const owner = randomUUID();
    const { mail, to } = await addressed(alert);
    const at = now();
    const leasedUntil = new Date(at.getTime() + LEASE_MS);
    const claimed = await store.alerts.claim({ alert, mail, to, owner, now: at, leasedUntil });
    if (claimed === 'sent') return { alertId, status: 'sent', code: null };
    if (claimed === 'in_progress') throw alertNotMailed(`another attempt is mailing alert ${alertId}`);
    if (mailer === null) throw await notYet('no_mail', 'no mail server is configured');
    if (to === null) throw await notYet('no_address', 'neither the campaign nor the account names anybody');
    try {
      await mailer.send({ ...mail, to, id: alertId });
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      const { failure, code, message } = error;
      if (failure === 'refused') return await ended('failed', code);
      throw await notYet(failure === 'unknown' ? 'unknown' : 'failed', message, code);
    }
    return await ended('sent', null);

    async function ended(status: AlertOutcome['status'], code: string | null): Promise<AlertOutcome> {
      await settle(status, code);
      return { alertId, status, code };
    }

    async function notYet(status: Settled, why: string, code: string | null = null): Promise<ApplicationFailure> {
      await settle(status, code);
      return alertNotMailed(`alert ${alertId}: ${why}`);
    }

    async function settle(status: Settled, code: string | null): Promise<void> {
      await store.alerts.recordOutcome({ id: alertId, owner, status, code, now: now() });
    }
  };

  async function addressed(alert: Alert) {
    const [campaign, account] = await Promise.all([store.campaigns.get(alert.campaignId), store.account.get()]);
    if (campaign === null) throw documentNotFound('campaign', alert.campaignId);
    const groupName = alert.kind === 'providers_unavailable' ? await nameOfGroup(alert.providerGroupId) : null;
    const failedReasons = alert.kind === 'errors_over_threshold' ? await failedReasonsOf(alert) : [];
    const { timeZone } = account;
    const mail = alertMail(alert, { campaignName: shownName(campaign), groupName, failedReasons, timeZone, baseUrls });
    return { mail, to: campaign.alertEmail ?? account.alerts.email ?? null };
  }

  async function failedReasonsOf({ campaignId, occurrence }: Alert) {
    const rows = await store.messages.reportRows(runIdOf(campaignId, occurrence));
    return errorBucket(rows.filter(({ status }) => status === 'failed'));
  }

  async function nameOfGroup(id: string): Promise<string | null> {
    return (await store.providerGroups.get(id))?.name ?? null;
  }
}
