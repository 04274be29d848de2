import type { Db, IndexDescription } from 'mongodb';
import type { AudienceCounts } from '../domain/campaign/run.ts';
import type { Batch, PlannedSkip } from '../domain/message/batch.ts';
import { insertOnce } from './collections.ts';

/** Recipients of a page that are due at the same instant with the same DND decision, or skipped for the same reason. */
export interface PageGroup {
  /** The same on all pages; also a field name, hence without dots. */
  readonly key: string;
  readonly at: Date;
  /** IANA time zone; the local time of all recipients is the same as in this zone. */
  readonly zone: string;
  /** Quiet hours of their country or state. Left out: none. */
  readonly quietHours?: Batch['quietHours'];
  /** Why the recipients are skipped; null: they are sent the message. */
  readonly skipped: PlannedSkip['reason'] | null;
  /** Number of recipients. */
  readonly size: number;
}

/** A page without its recipients. */
export interface PageOutline {
  /** `audiencePageIdOf(runId, ordinal)`. */
  readonly _id: string;
  readonly runId: string;
  readonly ordinal: number;
  /** The last profile that was checked so far; null when none was. */
  readonly lastProfileId: string | null;
  /** Whether all profiles have been checked. */
  readonly isLast: boolean;
  /** Counts of this page. */
  readonly counts: AudienceCounts;
  /** Number of profiles drawn so far, including those of earlier pages. */
  readonly drawn: number;
  readonly groups: readonly PageGroup[];
  readonly createdAt: Date;
}

/** A part of an audience that is being frozen: the profiles of a range of ids, in the groups that batches are cut from. */
export interface AudiencePage extends PageOutline {
  /** Recipients by group key, in the format of src/store/recipientBytes.ts; ids ascending. At most 138 bytes for each. */
  readonly members: Readonly<Record<string, Uint8Array>>;
}

/** When the pages of a run that was stopped during the freezing expire. */
const EXPIRY_SECONDS = 30 * 24 * 3600;

export const audiencePageIndexes: IndexDescription[] = [
  { key: { runId: 1, ordinal: 1 }, unique: true },
  { key: { createdAt: 1 }, expireAfterSeconds: EXPIRY_SECONDS },
];

/** Working data of the freezing, removed when it is done. */
export function audiencePageStore(db: Db) {
  const pages = db.collection<AudiencePage>('audiencePages');
  return {
    /** Returns whether the page was inserted; false when there is one with its id. */
    insert: (page: AudiencePage): Promise<boolean> => insertOnce(pages, page),

    /** How far the profiles have been read. */
    last: (runId: string): Promise<Progress | null> =>
      pages.find({ runId }).sort({ ordinal: -1 }).limit(1).project<Progress>(PROGRESS).next(),

    progress: (pageId: string): Promise<Progress | null> =>
      pages.findOne<Progress>({ _id: pageId }, { projection: PROGRESS }),

    /** All pages of a run in order, one after the other: their groups may be too many for memory. */
    outlines: (runId: string): AsyncIterable<PageOutline> =>
      pages.find({ runId }, { batchSize: 10 }).sort({ ordinal: 1 }).project<PageOutline>({ members: 0 }),

    /** The recipients of all pages in order, one page at a time. */
    allMembers: (runId: string): AsyncIterable<Pick<AudiencePage, 'members'>> =>
      pages
        .find({ runId }, { batchSize: 1, promoteBuffers: true })
        .sort({ ordinal: 1 })
        .project<Pick<AudiencePage, 'members'>>({ _id: 0, members: 1 }),

    /** The recipients of some of the page's groups, by key; null when the page doesn't exist (any more). */
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
