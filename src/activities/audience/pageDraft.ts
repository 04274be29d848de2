import { audiencePageIdOf } from '../../domain/ids.ts';
import type { AudiencePage } from '../../store/audiencePages.ts';
import { type RecipientWriter, recipientWriter } from '../../store/recipientBytes.ts';
import { hashIn, type Judged } from './checkedProfiles.ts';
import type { DueGroup } from './dueGroups.ts';
import { audienceOf, type Draw, noVerdicts, reachabilityIn } from './eligibilityCheck.ts';

export interface PageDraft {
  /** How many profiles it stands for. */
  readonly size: number;
  /** Profiles in ascending order of ids. */
  add(judged: Judged, group: DueGroup): void;
  finish(page: { isLast: boolean; now: Date }): AudiencePage;
}

export interface PageStart {
  readonly runId: string;
  readonly draw: Draw | null;
  /** The page before; null: there is none. */
  readonly before: Pick<AudiencePage, 'ordinal' | 'lastProfileId' | 'drawn'> | null;
}

/** A page that is being filled. */
export function pageDraft({ runId, draw, before }: PageStart): PageDraft {
  const groups = new Map<string, { group: DueGroup; members: RecipientWriter }>();
  const counts = noVerdicts();
  let size = 0;
  let lastProfileId = before?.lastProfileId ?? null;
  return {
    get size() {
      return size;
    },
    add(judged, group) {
      const { verdict } = judged;
      const profileId = judged.profile._id;
      size += 1;
      counts[verdict] += 1;
      lastProfileId = profileId;
      if (verdict === 'not_drawn') return;
      const entry = groups.get(group.key) ?? { group, members: recipientWriter() };
      entry.members.add({ profileId, reach: reachabilityIn(verdict), hash: hashIn(judged) });
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
