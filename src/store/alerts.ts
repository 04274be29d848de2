import type { Db, Filter, IndexDescription } from 'mongodb';
import { type Alert, type AlertMail, type AlertStatus, alertIdOf } from '../domain/account/alerts.ts';
import { insertOnce, olderThan } from './collections.ts';

/** An alert and the state of its mail. `_id` is `alertIdOf(alert)`. */
export interface AlertRecord extends AlertMail {
  readonly _id: string;
  readonly campaignId: string;
  readonly alert: Alert;
  /** When the problem occurred. */
  readonly at: Date;
  readonly status: AlertStatus;
  /** The mail server's or the client's code, if the mail was not accepted. */
  readonly code: string | null;
  /** The address of the last attempt. */
  readonly to: string | null;
  readonly attempts: number;
  /** The attempt that is mailing the alert. */
  readonly owner: string;
  /** Until then the owner is assumed to be alive. */
  readonly leasedUntil: Date;
  readonly updatedAt: Date;
}

export const alertIndexes: IndexDescription[] = [
  { key: { campaignId: 1, at: -1, _id: -1 } },
  { key: { at: -1, _id: -1 } },
];

export interface AlertClaim {
  readonly alert: Alert;
  readonly mail: AlertMail;
  readonly to: string | null;
  /** Unique to this attempt. */
  readonly owner: string;
  readonly now: Date;
  readonly leasedUntil: Date;
}

/** `claimed`: the caller mails the alert now. `sent`: it was mailed before. `in_progress`: another attempt is mailing it. */
export type AlertClaimed = 'claimed' | 'sent' | 'in_progress';

/**
 * Alerts, and the intent to mail them. The intent is written before the mail is sent and the outcome afterwards: an alert that is `sent` is
 * never mailed again, and only one attempt at a time mails it. Only an alert whose outcome is not known (`unknown`, or `sending` past its
 * lease) can arrive twice, because losing an alert would be worse; its copies have the same Message-ID.
 */
export function alertStore(db: Db) {
  const alerts = db.collection<AlertRecord>('alerts', { ignoreUndefined: true });
  return {
    /** Stores the alert and the intent to mail it. */
    async claim(claim: AlertClaim): Promise<AlertClaimed> {
      const { alert, mail, to, owner, now, leasedUntil } = claim;
      const _id = alertIdOf(alert);
      const intent = { ...mail, to, status: 'sending' as const, code: null, owner, leasedUntil, updatedAt: now };
      const { campaignId } = alert;
      const fresh = { _id, campaignId, alert, at: new Date(alert.at), attempts: 1, ...intent };
      if (await insertOnce(alerts, fresh)) return 'claimed';
      const taken = await alerts.updateOne(
        {
          _id,
          $or: [{ status: { $nin: ['sent', 'sending'] } }, { status: 'sending', leasedUntil: { $lte: now } }],
        },
        { $set: intent, $inc: { attempts: 1 } },
      );
      if (taken.matchedCount === 1) return 'claimed';
      return (await alerts.countDocuments({ _id, status: 'sent' })) === 1 ? 'sent' : 'in_progress';
    },

    /** Records the outcome of the mail; does nothing when another attempt has taken over. */
    async recordOutcome(outcome: {
      id: string;
      owner: string;
      status: Exclude<AlertStatus, 'sending'>;
      code: string | null;
      now: Date;
    }): Promise<void> {
      const { id, owner, status, code, now } = outcome;
      await alerts.updateOne({ _id: id, owner, status: 'sending' }, { $set: { status, code, updatedAt: now } });
    },

    get: (id: string): Promise<AlertRecord | null> => alerts.findOne({ _id: id }),

    /** The newest first, at most `limit`; `before` is the last alert of the previous page. */
    async list(query: {
      campaignId?: string | undefined;
      before?: { at: Date; id: string } | undefined;
      limit: number;
    }): Promise<AlertRecord[]> {
      const { campaignId, before, limit } = query;
      const filter: Filter<AlertRecord> = {
        ...(campaignId !== undefined && { campaignId }),
        ...olderThan('at', before),
      };
      return await alerts.find(filter).sort({ at: -1, _id: -1 }).limit(limit).toArray();
    },
  };
}
