import { findCut, isBeforeCut, isChosen } from '../../domain/audience/reach.ts';
import { judgedProfiles } from './checkedProfiles.ts';
import type { FreezeContext } from './context.ts';
import { createJudge, type Draw } from './eligibilityCheck.ts';

/**
 * Who is drawn in this run; null: everyone. A number of people is drawn in two passes through those that a message would reach, once: what was
 * found is kept with the run.
 */
export async function drawOf(context: FreezeContext): Promise<Draw | null> {
  const { store, run } = context;
  const { reach, _id: seed } = run;
  switch (reach.kind) {
    case 'everyone':
      return null;
    case 'percentage': {
      const { percentage } = reach;
      return { includes: (profileId) => isChosen({ seed, profileId, percentage }), most: Number.POSITIVE_INFINITY };
    }
    case 'number': {
      const find = () => findCut({ seed, count: reach.number, pages: () => reachableIds(context) });
      const cut = run.cut ?? (await store.runs.setCut(run._id, await find()));
      return { includes: (profileId) => isBeforeCut({ seed, profileId, cut }), most: reach.number };
    }
  }
}

async function* reachableIds(context: FreezeContext): AsyncGenerator<readonly string[], void, void> {
  for await (const page of judgedProfiles(context, { judge: createJudge(null) })) {
    yield page.filter(({ verdict }) => verdict === 'drawn').map(({ profile }) => profile._id);
  }
}
