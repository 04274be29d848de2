import { setHandler } from '@temporalio/workflow';
import { refusedNow } from '../../domain/failures.ts';
import { bookkeeping } from '../activities.ts';
import {
  approveRunUpdate,
  type By,
  raiseSafetyLimitUpdate,
  retryCampaignUpdate,
  triggersDueSignal,
} from '../messages.ts';
import { instantNow } from '../steering/execution.ts';
import type { StatusMirror } from '../steering/statusMirror.ts';
import { actorOf, type Steering } from '../steering/steering.ts';
import { answered, refuseUnknown, registerSteering } from '../steering/updates.ts';
import type { LiveState } from './state.ts';

interface Updated {
  readonly campaignId: string;
  readonly state: LiveState;
  readonly steering: Steering;
  readonly mirror: StatusMirror;
  readonly wake: (at?: string) => void;
}

/** The updates of a live campaign, and the signal that triggers are due. */
export function registerLiveUpdates({ campaignId, state, steering, mirror, wake }: Updated): void {
  const release = (): void => {
    state.held = null;
    wake();
  };
  // Whatever somebody sends in the Web UI must not fail the workflow's task.
  const noteDue = (input?: { readonly at?: unknown } | null): void => {
    const at = new Date(String(input?.at));
    wake(Number.isNaN(at.getTime()) ? instantNow() : at.toISOString());
  };
  setHandler(triggersDueSignal, noteDue, {
    description:
      'Sent by the API when a trigger is due earlier than the campaign knows. Input: {"at": "2026-05-07T10:00:00Z"}; without it, the campaign looks at once.',
  });
  registerSteering(steering, async (actor) => {
    state.blocked = null;
    state.sweptAt = null;
    release();
    // The API has recorded the action already.
    mirror.mention({ action: 'edit', ...actorOf(actor), at: instantNow() });
    await mirror.update();
  });
  setHandler(
    approveRunUpdate,
    answered(steering, async (input) => {
      state.approvedAt = instantNow();
      release();
      steering.note('approve', input);
      await mirror.update();
    }),
    {
      description:
        'Approves what the safety check holds: everything that is due is sent, however long that takes, and what becomes due in the same hour. Input: {"by": "your name"}',
      validator(input: By) {
        steering.refuseIf(input, steering.isEnding || state.held === null, 'approved');
        refuseUnknown(input, state.last?.fourEyes);
      },
    },
  );
  setHandler(
    raiseSafetyLimitUpdate,
    answered(steering, async (input) => {
      const { limit } = input;
      steering.note('raise_limit', input);
      await bookkeeping(`safety limit ${limit}`).raiseSafetyLimit({ campaignId, limit });
      release();
      await mirror.update();
    }),
    {
      description:
        'Raises the number of messages in an hour that the safety check allows. Input: {"by": "your name", "limit": 5000}',
      validator(input: By & { readonly limit: number }) {
        steering.refuseIf(input, steering.isEnding || state.held === null, 'given a higher limit');
        if (!Number.isSafeInteger(input.limit) || input.limit <= 0) {
          throw refusedNow('it has to say the new limit, a whole number: {"by": "your name", "limit": 5000}');
        }
        refuseUnknown(input, state.last?.fourEyes);
        const now = state.held?.maxPerHour ?? 0;
        if (input.limit <= now) throw refusedNow(`the limit is ${now}: a higher one is wanted`);
      },
    },
  );
  setHandler(
    retryCampaignUpdate,
    answered(steering, async (input) => {
      state.blocked = null;
      wake();
      steering.note('retry', input);
      await mirror.update();
    }),
    {
      description: 'Tries again what is blocked. Input: {"by": "your name"}',
      validator(input: By) {
        steering.refuseIf(input, steering.isEnding || state.blocked === null, 'retried');
      },
    },
  );
}
