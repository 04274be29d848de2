import { type CompiledTemplate, compileTemplate } from '../../content/template.ts';
import { documentNotFound } from '../../domain/failures.ts';
import type { Dispatch } from '../../domain/message/dispatch.ts';
import type { DispatchStore } from '../../store/dispatches.ts';

/** A dispatch in the form that its chunks need, with its template compiled once. */
export interface PreparedDispatch {
  readonly dispatch: Dispatch;
  readonly template: CompiledTemplate;
}

/** A worker sends few dispatches at the same time; with more than this many, templates are compiled again. */
const KEPT = 50;

/** Dispatches by id, prepared once for each worker: the fields that sending uses don't change once it has begun. */
export function preparedDispatches(dispatches: Pick<DispatchStore, 'get'>): (id: string) => Promise<PreparedDispatch> {
  const kept = new Map<string, PreparedDispatch>();
  return async (id) => {
    const known = kept.get(id);
    if (known) return known;
    const dispatch = await dispatches.get(id);
    if (!dispatch) throw documentNotFound('dispatch', id);
    const prepared = { dispatch, template: compileTemplate(dispatch.template, { hasEvent: true }) };
    kept.set(id, prepared);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return prepared;
  };
}
