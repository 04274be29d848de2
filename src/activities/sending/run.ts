import { type CompiledTemplate, compileTemplate } from '../../content/template.ts';
import type { Run } from '../../domain/campaign/run.ts';
import { notFound } from '../../domain/failures.ts';
import type { RunStore } from '../../store/runs.ts';

/** A run as its chunks need it: the frozen definition, its template compiled once. */
export interface PreparedRun {
  readonly run: Run;
  readonly template: CompiledTemplate;
}

/** Campaigns that a worker sends at the same time are few; more than this many only means compiling again. */
const KEPT = 50;

/** Runs by id, prepared once per worker: what a run sends is frozen when it opens. */
export function preparedRuns(runs: Pick<RunStore, 'get'>): (runId: string) => Promise<PreparedRun> {
  const kept = new Map<string, PreparedRun>();
  return async (runId) => {
    const known = kept.get(runId);
    if (known) return known;
    const run = await runs.get(runId);
    if (!run) throw notFound('run', runId);
    const prepared = { run, template: compileTemplate(run.what.template) };
    kept.set(runId, prepared);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return prepared;
  };
}
