import { CancellationScope, setHandler } from '@temporalio/workflow';
import type { CampaignProgress } from '../../domain/campaign/progress.ts';
import { refusedNow } from '../../domain/failures.ts';
import {
  type By,
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
  stopCampaignUpdate,
} from '../messages.ts';
import type { Steering } from './steering.ts';

/** The query and the updates of campaigns of all types. `onEdit` resolves when the new state is visible outside the workflow. */
export function registerSteering(steering: Steering, onEdit: (actor: By) => Promise<void>): void {
  setHandler(campaignProgressQuery, () => steering.progress, {
    description: 'The state and the progress of the campaign.',
  });
  setHandler(
    pauseCampaignUpdate,
    answered(steering, (input) => steering.pause(input)),
    {
      description: `Pauses the campaign. Answered when no provider will accept any more of its messages. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding || steering.isPaused, 'paused'),
    },
  );
  setHandler(
    resumeCampaignUpdate,
    answered(steering, (input) => steering.resume(input)),
    {
      description: `Continues a paused campaign. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding || !steering.isPaused, 'resumed'),
    },
  );
  setHandler(
    stopCampaignUpdate,
    answered(steering, async (input) => {
      await steering.stop(input);
      await steering.untilOver();
    }),
    {
      description: `Ends the campaign for good, as cancelling the workflow does. Answered when no provider will accept any more of its messages. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding, 'stopped'),
    },
  );
  setHandler(
    editCampaignUpdate,
    answered(steering, (input) => onEdit(input)),
    {
      description: `Sent by the API when the definition was edited: the next run is planned again, and everything that is blocked is retried. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding, 'edited'),
    },
  );
}

/** A handler that completes even if the workflow is cancelled meanwhile, and answers with the state afterwards. */
export const answered =
  <Input>(steering: Steering, act: (input: Input) => Promise<void>) =>
  async (input: Input): Promise<CampaignProgress> => {
    await CancellationScope.nonCancellable(() => act(input));
    return steering.progress;
  };

const EXAMPLE = 'Input: {"by": "your name"}';

/** @throws the refusal if the account wants a second person's decision, and nobody knows whose it is */
export function refuseUnknown({ keyId }: By, fourEyes: boolean | undefined): void {
  if (!fourEyes || typeof keyId === 'string') return;
  throw refusedNow(
    'the account wants four eyes: decide with an API key, POST /v1/campaigns/{campaignId}/approve or /raise-limit',
  );
}
