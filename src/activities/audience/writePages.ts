import type { AudiencePage } from '../../store/audiencePages.ts';
import { activityFor } from './activity.ts';
import { checkedProfiles } from './checkedProfiles.ts';
import { FREEZE_SIZES, type FreezeContext, isFrozen } from './context.ts';
import { drawOf } from './draw.ts';
import { drawnOnPages } from './drawnRecipients.ts';
import { dueGroups, skippedGroup } from './dueGroups.ts';
import { eligibilityCheck } from './eligibilityCheck.ts';
import { pageDraft } from './pageDraft.ts';
import { rebuildDedup } from './rebuildDedup.ts';

/**
 * Writes all qualified profiles and their due times to pages, in order of profile id. As with batches, an existing page is never changed,
 * and a retry continues after it. The last page is marked as such, even when it is empty.
 */
export async function writePages(context: FreezeContext): Promise<void> {
  const { store, run, sizes = FREEZE_SIZES } = context;
  const draw = await drawOf(context);
  const groupOf = dueGroups(run);
  const duplicates = skippedGroup(run, 'duplicate_number');
  while (!(await writeRest()) && !(await isFrozen(context)));

  /** Returns false when another worker has written a different page first, so that writing continues after that one or has finished. */
  async function writeRest(): Promise<boolean> {
    const last = await store.audiencePages.last(run._id);
    if (last?.isLast) return true;
    const check = eligibilityCheck(draw);
    if (last?.lastProfileId) {
      await rebuildDedup(context, { check, draw, upToId: last.lastProfileId, drawn: drawnOnPages(context) });
    }
    check.drawn = last?.drawn ?? 0;
    let draft = pageDraft({ runId: run._id, draw, before: last });
    const activity = activityFor(store, run);
    try {
      for await (const page of checkedProfiles(context, { check, afterId: last?.lastProfileId ?? undefined })) {
        const hours = await activity?.of(page.map(({ profile }) => profile));
        for (const checked of page) {
          const { profile, eligibility } = checked;
          const { timeZone, number, country } = profile;
          const recipient = { timeZone, number, country, activity: hours?.get(profile._id) };
          draft.add(checked, eligibility === 'duplicate_number' ? duplicates : groupOf(recipient));
          if (draft.size < sizes.page) continue;
          const full = draft.finish({ isLast: false, now: new Date() });
          if (!(await write(full))) return false;
          draft = pageDraft({ runId: run._id, draw, before: full });
        }
      }
    } finally {
      await activity?.close();
    }
    return await write(draft.finish({ isLast: true, now: new Date() }));
  }

  /** Returns whether the store has this page, or one of another worker that ends with the same profile. */
  async function write(page: AudiencePage): Promise<boolean> {
    if (await isFrozen(context)) return false;
    if (await store.audiencePages.insert(page)) return true;
    const other = await store.audiencePages.progress(page._id);
    return other?.lastProfileId === page.lastProfileId && other.isLast === page.isLast;
  }
}
