import { audiencePageIdOf } from '../../domain/ids.ts';
import type { AudiencePage } from '../../store/audiencePages.ts';
import { type RecipientWriter, recipientWriter } from '../../store/recipientBytes.ts';
import { type CheckedProfile, hashIn } from './checkedProfiles.ts';
import type { DueGroup } from './dueGroups.ts';
import { audienceOf, type Draw, noCounts, reachabilityIn } from './eligibilityCheck.ts';

export interface PageDraft {
  /** Number of profiles on the page, including those that are not drawn. */
  readonly size: number;
  /** Profiles must be added in ascending order of ids. */
  add(checked: CheckedProfile, group: DueGroup): void;
  finish(page: { isLast: boolean; now: Date }): AudiencePage;
}

export interface PageStart {
  readonly runId: string;
  readonly draw: Draw | null;
  /** The previous page; null: there is none. */
  readonly before: Pick<AudiencePage, 'ordinal' | 'lastProfileId' | 'drawn'> | null;
}

/** A page that is being written. */
export function pageDraft({ runId, draw, before }: PageStart): PageDraft {
  const groups = new Map<string, { group: DueGroup; members: RecipientWriter }>();
  const counts = noCounts();
  let size = 0;
  let lastProfileId = before?.lastProfileId ?? null;
  return {
    get size() {
      return size;
    },
    add(checked, group) {
      const { eligibility } = checked;
      const profileId = checked.profile._id;
      size += 1;
      counts[eligibility] += 1;
      lastProfileId = profileId;
      if (eligibility === 'not_drawn') return;
      const entry = groups.get(group.key) ?? { group, members: recipientWriter() };
      entry.members.add({ profileId, reachability: reachabilityIn(eligibility), hash: hashIn(checked) });
      groups.set(group.key, entry);
    },
    finish({ isLast, now }) {
      const ordinal = (before?.ordinal ?? 0) + 1;
      const entries = [...groups.values()];
      return {
        _id: audiencePageIdOf(runId, ordinal),
        runId,
        ordinal,
        lastProfileId,
        isLast,
        counts: audienceOf(counts, draw),
        drawn: (before?.drawn ?? 0) + counts.drawn,
        groups: entries.map(({ group, members }) => ({ ...group, size: members.size })),
        members: Object.fromEntries(entries.map(({ group, members }) => [group.key, members.bytes()])),
        createdAt: now,
      };
    },
  };
}
