import { sleep } from '@temporalio/workflow';
import type { MessageCounts } from '../domain/campaign/progress.ts';
import { sendingSingle } from './activities.ts';

export interface SingleMessageInput {
  readonly dispatchId: string;
}

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** Sends one message. It waits while no provider accepts the message, or a lost answer can't be resolved; once the message has expired, it ends. */
export async function singleMessageWorkflow({ dispatchId }: SingleMessageInput): Promise<MessageCounts> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    const result = await sendingSingle().sendSingle({ dispatchId });
    if (result.state === 'done') return result.counts;
    await sleep(Math.max(wait, result.retryAfterMs), { summary: `tried again: ${result.reason}` });
  }
}
