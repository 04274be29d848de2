import { CancellationScope, setHandler } from '@temporalio/workflow';
import type { CampaignProgress } from '../../domain/campaign/progress.ts';
import {
  type By,
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
  stopCampaignUpdate,
} from '../messages.ts';
import type { Steering } from './steering.ts';

/** The query, and the updates that campaigns of all types answer to. `onEdit` resolves when the edit is told. */
export function registerSteering(steering: Steering, onEdit: (by: string) => Promise<void>): void {
  setHandler(campaignProgressQuery, () => steering.progress, {
    description: 'What the campaign does, and how far it is.',
  });
  setHandler(
    pauseCampaignUpdate,
    answered(steering, ({ by }) => steering.pause(by)),
    {
      description: `Holds the campaign. Answered when nothing more of it will be accepted by a provider. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding || steering.isPaused, 'paused'),
    },
  );
  setHandler(
    resumeCampaignUpdate,
    answered(steering, ({ by }) => steering.resume(by)),
    {
      description: `Goes on where the campaign was paused. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding || !steering.isPaused, 'resumed'),
    },
  );
  setHandler(
    stopCampaignUpdate,
    answered(steering, async ({ by }) => {
      await steering.stop(by);
      await steering.untilOver();
    }),
    {
      description: `Ends the campaign for good, as cancelling the workflow does. Answered when nothing more of it will be accepted by a provider. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding, 'stopped'),
    },
  );
  setHandler(
    editCampaignUpdate,
    answered(steering, ({ by }) => onEdit(by)),
    {
      description: `The API sends it when the definition was edited: the next run is planned anew, and what is blocked is tried again. ${EXAMPLE}`,
      validator: (input: By) => steering.refuseIf(input, steering.isEnding, 'edited'),
    },
  );
}

/** A handler that is carried out although the workflow is cancelled meanwhile, and answers with the state afterwards. */
export const answered =
  <Input>(steering: Steering, act: (input: Input) => Promise<void>) =>
  async (input: Input): Promise<CampaignProgress> => {
    await CancellationScope.nonCancellable(() => act(input));
    return steering.progress;
  };

const EXAMPLE = 'Input: {"by": "your name"}';
