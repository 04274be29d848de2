import { createHash, randomBytes } from 'node:crypto';
import type { Db, Filter, IndexDescription } from 'mongodb';
import type { SteeringAction } from '../domain/campaign/campaign.ts';
import { insertOnce } from './collections.ts';

/**
 * `begun`: written before the change; how it ended is not known, because Herald or its store failed at that moment. `refused`: answered with 4xx.
 * `failed`: answered with 5xx, so that the change may have been made in part.
 */
export const AUDIT_OUTCOMES = ['begun', 'done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export interface AuditActor {
  /** Null: no key, an unknown one, or an operator in the Web UI. */
  readonly keyId: string | null;
  /** Name of the key, or the name that an operator entered in the Web UI. */
  readonly name: string | null;
  /** The beginning of the key. */
  readonly prefix: string | null;
}

/** What was done, or refused. An entry is written before the change and completed once; nothing else changes it. */
export interface AuditEntry {
  /** Sorts by time. */
  readonly _id: string;
  readonly at: Date;
  readonly source: 'api' | 'workflow' | 'retention';
  readonly actor: AuditActor;
  readonly address: string | null;
  readonly requestId: string | null;
  /** `operationId`; for the source `workflow` the operation of the API that does the same. */
  readonly operation: string;
  /** Ids in the path, and the id of what was created. */
  readonly resourceIds: readonly string[];
  readonly outcome: AuditOutcome;
  readonly status: number | null;
  /** Code of the problem that it was answered with. */
  readonly problem: string | null;
  /** The resource, without secrets and with phone numbers masked. */
  readonly before: unknown;
  readonly after: unknown;
  /** For data about people, in place of the data. */
  readonly counts: Readonly<Record<string, number>> | null;
}

export type AuditResult = Pick<AuditEntry, 'outcome' | 'status' | 'problem' | 'after' | 'counts' | 'resourceIds'>;

export interface AuditFilter {
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly keyId?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
}

export const auditIndexes: IndexDescription[] = [
  { key: { 'actor.keyId': 1, _id: -1 } },
  { key: { resourceIds: 1, _id: -1 } },
  { key: { operation: 1, _id: -1 } },
];

/** The API's operation for each action on a campaign. */
const OPERATIONS: Readonly<Record<SteeringAction['action'], string>> = {
  schedule: 'scheduleCampaign',
  pause: 'pauseCampaign',
  resume: 'resumeCampaign',
  stop: 'stopCampaign',
  approve: 'approveRun',
  raise_limit: 'raiseSafetyLimit',
  retry: 'retryCampaign',
  edit: 'replaceCampaign',
};

/** How far the clocks of the API and Temporal may be apart, and how long an update may wait for a worker, in milliseconds. */
const SAME_ACTION_MS = 600_000;

/** The id of an entry: the instant, then what tells entries of one millisecond apart. */
export const auditIdAt = (at: Date, rest = randomBytes(5).toString('hex')): string =>
  `aud_${at.getTime().toString(16).padStart(12, '0')}${rest}`;

export type AuditStore = ReturnType<typeof auditStore>;

/** Everything that was changed through the API and the Web UI, and every attempt that was refused. */
export function auditStore(db: Db) {
  const entries = db.collection<AuditEntry>('audit');
  return {
    insert: (entry: AuditEntry): Promise<boolean> => insertOnce(entries, entry),

    /** Completes an entry that has begun. */
    async complete(id: string, result: AuditResult): Promise<void> {
      await entries.updateOne({ _id: id, outcome: 'begun' }, { $set: result });
    },

    /**
     * Records the actions that the campaign's workflow was asked for in the Web UI. Those of the API are here already: an action that names a key
     * without there being a request of that key is recorded, since anybody can name a key in the Web UI.
     */
    async recordActions(campaignId: string, actions: readonly SteeringAction[]): Promise<void> {
      for (const action of actions) {
        if (await isFromApi(campaignId, action)) continue;
        const at = new Date(action.at);
        const rest = createHash('sha256').update(`${campaignId}/${action.action}/${action.by}`).digest('hex');
        await insertOnce(entries, {
          _id: auditIdAt(at, rest.slice(0, 10)),
          at,
          source: 'workflow',
          actor: { keyId: null, name: action.by, prefix: null },
          address: null,
          requestId: null,
          operation: OPERATIONS[action.action],
          resourceIds: [campaignId],
          outcome: 'done',
          status: null,
          problem: null,
          before: null,
          after: null,
          counts: null,
        });
      }
    },

    /** The newest first; with `before` only those before that id. */
    find(filter: AuditFilter, { before, limit }: { before?: string | undefined; limit?: number } = {}) {
      const found = entries.find(queryOf(filter, before)).sort({ _id: -1 });
      return limit === undefined ? found : found.limit(limit);
    },

    get: (id: string): Promise<AuditEntry | null> => entries.findOne({ _id: id }),
  };

  async function isFromApi(campaignId: string, { action, keyId, at }: SteeringAction): Promise<boolean> {
    if (keyId === undefined) return false;
    const time = Date.parse(at);
    const requests = await entries.countDocuments({
      resourceIds: campaignId,
      source: 'api',
      'actor.keyId': keyId,
      operation: OPERATIONS[action],
      at: { $gt: new Date(time - SAME_ACTION_MS), $lt: new Date(time + SAME_ACTION_MS) },
    });
    return requests > 0;
  }
}

function queryOf(
  { from, to, keyId, resourceId, operation, outcome }: AuditFilter,
  before?: string,
): Filter<AuditEntry> {
  const end = [...(to ? [auditIdAt(to, '')] : []), ...(before === undefined ? [] : [before])].toSorted().at(0);
  return {
    ...((from || end !== undefined) && {
      _id: { ...(from && { $gte: auditIdAt(from, '') }), ...(end !== undefined && { $lt: end }) },
    }),
    ...(keyId !== undefined && { 'actor.keyId': keyId }),
    ...(resourceId !== undefined && { resourceIds: resourceId }),
    ...(operation !== undefined && { operation }),
    ...(outcome !== undefined && { outcome }),
  };
}
