import { compileTemplate } from '../../content/template.ts';
import { NO_MESSAGES } from '../../domain/campaign/progress.ts';
import { documentNotFound } from '../../domain/failures.ts';
import { batchIdOf, messageIdOf, SINGLE_KEY } from '../../domain/ids.ts';
import { memoize } from '../../domain/memoize.ts';
import type { ChunkResult } from '../contract.ts';
import type { ChunkContext } from './chunk/chunkServices.ts';
import { sendChunk } from './chunk/sendChunk.ts';

/** The few texts of journeys, and the empty one of requests, whose text comes with them. */
const compiled = memoize((template: string) => compileTemplate(template, { hasEvent: true }));

/**
 * Sends a single message, or one of a journey, as a chunk of one recipient, and ends its dispatch when the message is in the ledger. Can be repeated, and run
 * twice at once.
 */
export async function sendSingle(dispatchId: string, context: Omit<ChunkContext, 'prepared'>): Promise<ChunkResult> {
  const { store } = context;
  const dispatch = await store.dispatches.get(dispatchId);
  if (!dispatch) throw documentNotFound('dispatch', dispatchId);
  if (dispatch.finishedAt !== null) return await countedAgain(dispatchId, context);
  const chunk = { dispatchId, batchId: batchIdOf(dispatchId, 1), offset: 0, limit: 1 };
  const result = await sendChunk(chunk, { ...context, prepared: { dispatch, template: compiled(dispatch.template) } });
  if (result.state === 'done') await store.dispatches.finish(dispatchId, new Date());
  return result;
}

/** Of a message that was recorded by an attempt whose end nobody heard of. */
async function countedAgain(dispatchId: string, { store }: Pick<ChunkContext, 'store'>): Promise<ChunkResult> {
  const statuses = await store.messages.statuses([messageIdOf(dispatchId, SINGLE_KEY)]);
  const counts = { ...NO_MESSAGES };
  for (const status of statuses.values()) counts[status] += 1;
  return { state: 'done', counts };
}
