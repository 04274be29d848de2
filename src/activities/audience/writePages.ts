import type { AudiencePage } from '../../store/audiencePages.ts';
import { activityFor } from './activity.ts';
import { judgedProfiles } from './checkedProfiles.ts';
import { FREEZE_SIZES, type FreezeContext } from './context.ts';
import { drawOf } from './draw.ts';
import { dueGroups, skippedGroup } from './dueGroups.ts';
import { createJudge } from './eligibilityCheck.ts';
import { isFrozen } from './isFrozen.ts';
import { pageDraft } from './pageDraft.ts';
import { recall } from './rebuildDedup.ts';
import { drawnOnPages } from './written.ts';

/**
 * Notes everybody who qualifies and when they are due, page after page in order of profile id. A page that is there stays as it is, as with
 * batches: a retry goes on after it. The last page says that it is, though there may be nobody on it.
 */
export async function writePages(context: FreezeContext): Promise<void> {
  const { store, run, sizes = FREEZE_SIZES } = context;
  const draw = await drawOf(context);
  const groupOf = dueGroups(run);
  const duplicates = skippedGroup(run, 'duplicate_number');
  while (!(await writeRest()) && !(await isFrozen(context)));

  /** Returns false where another worker wrote another page first, and the noting has to go on from there, or has finished. */
  async function writeRest(): Promise<boolean> {
    const last = await store.audiencePages.last(run._id);
    if (last?.isLast) return true;
    const judge = createJudge(draw);
    if (last?.lastProfileId) {
      await recall(context, { judge, draw, upToId: last.lastProfileId, drawn: drawnOnPages(context) });
    }
    judge.drawn = last?.drawn ?? 0;
    let draft = pageDraft({ runId: run._id, draw, before: last });
    const activity = activityFor(store, run);
    try {
      for await (const page of judgedProfiles(context, { judge, afterId: last?.lastProfileId ?? undefined })) {
        const hours = await activity?.of(page.map(({ profile }) => profile));
        for (const judged of page) {
          const { profile, verdict } = judged;
          const recipient = { timeZone: profile.timeZone, activity: hours?.get(profile._id) };
          draft.add(judged, verdict === 'duplicate_number' ? duplicates : groupOf(recipient));
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

  /** Returns whether the store has this page, or another worker's that ends where this one does. */
  async function write(page: AudiencePage): Promise<boolean> {
    if (await isFrozen(context)) return false;
    if (await store.audiencePages.insert(page)) return true;
    const other = await store.audiencePages.progress(page._id);
    return other?.lastProfileId === page.lastProfileId && other.isLast === page.isLast;
  }
}
