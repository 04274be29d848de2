import type { Request, Response } from 'express';
import { maskNumbers } from '../../domain/phoneMask.ts';
import { type AuditActor, type AuditEntry, type AuditStore, auditIdAt } from '../../store/audit.ts';
import { toApiError } from './errorResponses.ts';
import type { Caller, Route } from './route.ts';

/** The fields of an answer that are secret, or that tell what happens and not what was changed. */
const LEFT_OUT = ['key', 'inboundUrl', 'progress'];

/** Statuses of refusals that are recorded although the request was refused before anything was begun. */
const RECORDED_REFUSALS = [401, 403, 409, 412, 422];

/** Whether an operation changes something that has to be in the audit log. Providers' calls are recorded as receipts. */
const isAudited = ({ scope, method, audit }: Pick<Route, 'scope' | 'method' | 'audit'>): boolean =>
  scope !== null && method !== 'get' && audit !== 'none';

/** Data about people: counted, and never copied. */
const isPersonal = ({ scope }: Pick<Route, 'scope'>): boolean => scope === 'ingest';

export interface RequestTrail {
  caller: Caller | null;
  /** The beginning of the key that was sent. */
  prefix: string | null;
}

/**
 * The audit entries of one request. For a change, `begin` writes an entry before anything is changed: if the log can't be written, the request
 * fails with a 503 and nothing has happened. The outcome is added afterwards. If that fails, the request keeps its answer, and the entry stays
 * `begun`.
 */
export function auditTrail(
  route: Route,
  request: Request,
  response: Response,
  { log, now, onLoss }: AuditDependencies,
) {
  const trail: RequestTrail = { caller: null, prefix: null };
  let begun: AuditEntry | null = null;

  const entry = (more: Partial<AuditEntry>): AuditEntry => {
    const at = now();
    return {
      _id: auditIdAt(at),
      at,
      source: 'api',
      actor: actorOf(trail),
      address: request.ip ?? null,
      requestId: String(response.locals.requestId),
      operation: route.operationId,
      resourceIds: idsOf(request.params),
      outcome: 'begun',
      status: null,
      problem: null,
      before: null,
      after: null,
      counts: null,
      ...more,
    };
  };

  return {
    trail,

    async begin(params: unknown): Promise<void> {
      if (!isAudited(route) || route.audit === 'counts') return;
      const before = !isPersonal(route) && route.before ? await route.before(params) : null;
      begun = entry({ before: shown(before) });
      await log.insert(begun);
    },

    /** `answer`: what the handler returned. */
    async done(status: number, answer: unknown): Promise<void> {
      if (route.audit === 'counts' && isAudited(route)) {
        log.count(
          { operation: route.operationId, actor: actorOf(trail), address: request.ip ?? null },
          countsOf(answer),
        );
        return;
      }
      if (begun === null) return;
      const { _id, resourceIds } = begun;
      const personal = isPersonal(route);
      const result = {
        outcome: 'done' as const,
        status,
        problem: null,
        after: personal ? null : shown(answer),
        counts: personal ? countsOf(answer) : null,
        resourceIds: [...new Set([...resourceIds, ...createdIds(answer)])],
      };
      await log.complete(_id, result).catch((error: unknown) => onLoss(error, _id));
    },

    async failed(error: unknown): Promise<void> {
      const { status, code: problem } = toApiError(error);
      const outcome = status >= 500 ? ('failed' as const) : ('refused' as const);
      if (begun !== null) {
        const { _id, resourceIds } = begun;
        const result = { outcome, status, problem, after: null, counts: null, resourceIds };
        await log.complete(_id, result).catch((lost: unknown) => onLoss(lost, _id));
        return;
      }
      const isRefusal = RECORDED_REFUSALS.includes(status) && (isAudited(route) || status === 401 || status === 403);
      if (!isRefusal || route.scope === null) return;
      const refusal = entry({ outcome, status, problem });
      // The caller gets the refusal in any case: nothing was changed.
      await log.insert(refusal).catch((lost: unknown) => onLoss(lost, refusal._id));
    },
  };
}

export interface AuditDependencies {
  readonly log: AuditLog;
  readonly now: () => Date;
  /** The outcome of the entry could not be written. */
  readonly onLoss: (error: unknown, entryId: string) => void;
}

/** What requests with the same actor, address and operation have in common. */
export type Tallied = Pick<AuditEntry, 'operation' | 'actor' | 'address'>;

export interface AuditLog extends Pick<AuditStore, 'insert' | 'complete'> {
  /** Adds the counts of one request to an entry that is written later. */
  count(of: Tallied, counts: Readonly<Record<string, number>>): void;
}

const actorOf = ({ caller, prefix }: RequestTrail): AuditActor => ({
  keyId: caller?.id ?? null,
  name: caller?.name ?? null,
  prefix,
});

/** Ids may be phone numbers. */
const idsOf = (params: Request['params']): string[] => Object.values(params).flat().map(String).map(maskNumbers);

function createdIds(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return ['id', 'importId'].flatMap((name) => {
    const id = (answer as Record<string, unknown>)[name];
    return typeof id === 'string' ? [maskNumbers(id)] : [];
  });
}

function shown(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return null;
  const kept = Object.entries(document).filter(([name]) => !LEFT_OUT.includes(name));
  return JSON.parse(maskNumbers(JSON.stringify(Object.fromEntries(kept))));
}

function countsOf(answer: unknown): Record<string, number> {
  const numbers = Object.entries(answer ?? {}).filter(([, value]) => typeof value === 'number');
  return { requests: 1, ...Object.fromEntries(numbers) };
}
