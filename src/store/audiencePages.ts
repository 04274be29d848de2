import type { Db, IndexDescription } from 'mongodb';
import type { AudienceCounts } from '../domain/campaign/run.ts';
import type { PlannedSkip } from '../domain/message/batch.ts';
import { insertOnce } from './collections.ts';

/** Recipients of a page that belong together: due at the same instant with one DND answer, or skipped for the same reason. */
export interface PageGroup {
  /** The same on all pages; a field's name, hence without dots. */
  readonly key: string;
  readonly at: Date;
  /** IANA: stands for the clocks of all of them. */
  readonly zone: string;
  /** Why they get nothing; null: they do. */
  readonly skipped: PlannedSkip['reason'] | null;
  /** How many they are. */
  readonly size: number;
}

/** What is known of a page without its recipients. */
export interface PageOutline {
  /** `audiencePageIdOf(runId, ordinal)`. */
  readonly _id: string;
  readonly runId: string;
  readonly ordinal: number;
  /** The last one that was looked at so far; null where there was nobody. */
  readonly lastProfileId: string | null;
  /** Whether all have been looked at. */
  readonly isLast: boolean;
  /** Of this page. */
  readonly counts: AudienceCounts;
  /** How many were drawn so far, with those of the pages before. */
  readonly drawn: number;
  readonly groups: readonly PageGroup[];
  readonly createdAt: Date;
}

/** A part of an audience that is being frozen: the profiles of a stretch of ids, by the groups that batches are cut from. */
export interface AudiencePage extends PageOutline {
  /** By the groups' keys, as src/store/recipientBytes.ts writes them; ids ascending. At most 138 bytes for each. */
  readonly members: Readonly<Record<string, Uint8Array>>;
}

/** What a run leaves behind that is stopped while its audience is frozen. */
const KEPT_SECONDS = 30 * 24 * 3600;

export const audiencePageIndexes: IndexDescription[] = [
  { key: { runId: 1, ordinal: 1 }, unique: true },
  { key: { createdAt: 1 }, expireAfterSeconds: KEPT_SECONDS },
];

export type AudiencePageStore = ReturnType<typeof audiencePageStore>;

/** The notes that freezing makes and that are gone when it is done. */
export function audiencePageStore(db: Db) {
  const pages = db.collection<AudiencePage>('audiencePages');
  return {
    /** Returns whether it was inserted; false when there is one in its place. */
    insert: (page: AudiencePage): Promise<boolean> => insertOnce(pages, page),

    /** Where the reading of the profiles has come to. */
    last: (runId: string): Promise<Progress | null> =>
      pages.find({ runId }).sort({ ordinal: -1 }).limit(1).project<Progress>(PROGRESS).next(),

    progress: (pageId: string): Promise<Progress | null> =>
      pages.findOne<Progress>({ _id: pageId }, { projection: PROGRESS }),

    /** All pages of a run in their order, one after the other: together their groups may be too many to hold. */
    outlines: (runId: string): AsyncIterable<PageOutline> =>
      pages.find({ runId }, { batchSize: 10 }).sort({ ordinal: 1 }).project<PageOutline>({ members: 0 }),

    /** The recipients of all pages in their order, a page at a time. */
    allMembers: (runId: string): AsyncIterable<Pick<AudiencePage, 'members'>> =>
      pages
        .find({ runId }, { batchSize: 1, promoteBuffers: true })
        .sort({ ordinal: 1 })
        .project<Pick<AudiencePage, 'members'>>({ _id: 0, members: 1 }),

    /** The recipients of some of the page's groups, by key; null where there is no such page (any more). */
    async members(pageId: string, keys: readonly string[]): Promise<AudiencePage['members'] | null> {
      const projection = Object.fromEntries(keys.map((key) => [`members.${key}`, 1]));
      const page = await pages.findOne<Pick<AudiencePage, 'members'>>(
        { _id: pageId },
        { projection, promoteBuffers: true },
      );
      return page && (page.members ?? {});
    },

    async remove(runId: string): Promise<void> {
      await pages.deleteMany({ runId });
    },
  };
}

type Progress = Pick<PageOutline, 'ordinal' | 'lastProfileId' | 'isLast' | 'drawn'>;

const PROGRESS = { ordinal: 1, lastProfileId: 1, isLast: 1, drawn: 1 } as const;
