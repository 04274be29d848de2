import { findCut, isBeforeCut, isChosen } from '../../domain/audience/reach.ts';
import { checkedProfiles } from './checkedProfiles.ts';
import type { FreezeContext } from './context.ts';
import { type Draw, eligibilityCheck } from './eligibilityCheck.ts';

/**
 * The draw of this run; null when everyone is drawn. A fixed number of profiles is drawn once, in two passes over the eligible ones; the
 * cut is stored with the run.
 */
export async function drawOf(context: FreezeContext): Promise<Draw | null> {
  const { store, run } = context;
  const { reach, _id: seed } = run;
  switch (reach.kind) {
    case 'everyone':
      return null;
    case 'percentage': {
      const { percentage } = reach;
      return { includes: (profileId) => isChosen({ seed, profileId, percentage }), max: Number.POSITIVE_INFINITY };
    }
    case 'number': {
      const find = () => findCut({ seed, count: reach.number, pages: () => reachableIds(context) });
      const cut = run.cut ?? (await store.runs.setCut(run._id, await find()));
      return { includes: (profileId) => isBeforeCut({ seed, profileId, cut }), max: reach.number };
    }
  }
}

async function* reachableIds(context: FreezeContext): AsyncGenerator<readonly string[], void, void> {
  for await (const page of checkedProfiles(context, { check: eligibilityCheck(null) })) {
    yield page.filter(({ eligibility }) => eligibility === 'drawn').map(({ profile }) => profile._id);
  }
}
