import type { Db, Document } from 'mongodb';
import type { AuditEntry } from '../audit.ts';
import type { RefusedRow } from '../imports/importJobs.ts';
import { type InboundText, ofPerson } from '../inboundTexts.ts';
import type { Traces } from './traces.ts';

/** Removes sender and text of the inbound texts of the person; what they asked for stays. */
export async function eraseInboundTexts(db: Db, traces: Traces): Promise<void> {
  const { pseudonym } = traces;
  await db.collection<InboundText>('inboundTexts').updateMany(ofPerson(traces), {
    $set: { from: '', number: null, text: '', providerMessageId: null, profileIds: [pseudonym], messageId: null },
  });
}

/** The operations besides those on profiles whose entries may show something of a person. */
const OPERATIONS = ['liftSuppression', 'reviewInboundText'];

/** Removes from the audit log what was shown of the person; that something was done, when and by whom, stays. */
export async function eraseAudit(
  db: Db,
  { profileId, pseudonym }: Traces,
  inboundIds: readonly string[],
): Promise<void> {
  const entries = db.collection<AuditEntry>('audit');
  const found = entries.find({ $or: [{ resourceIds: profileId }, { operation: { $in: OPERATIONS } }] });
  for await (const entry of found) {
    const { _id, resourceIds, before, after } = entry;
    const texts = JSON.stringify([before, after]);
    const isOwn =
      resourceIds.some((id) => id === profileId || inboundIds.includes(id)) ||
      texts.includes(JSON.stringify(profileId));
    if (!isOwn) continue;
    const ids = resourceIds.map((id) => (id === profileId ? pseudonym : id));
    await entries.updateOne({ _id }, { $set: { resourceIds: ids, before: null, after: null } });
  }
}

/** Empties the refused rows of imports that have the id or a number of the person. */
export async function eraseRefusedRows(db: Db, { profileId, numbers }: Traces): Promise<void> {
  const refusals = db.collection<{ _id: string; rows: RefusedRow[] }>('importRefusals');
  const texts = [profileId, ...numbers.flatMap((number) => [number, number.slice(1)])];
  for await (const { _id, rows } of refusals.find({})) {
    if (!rows.some(({ row }) => texts.some((text) => row.includes(text)))) continue;
    const emptied = rows.map((one) => (texts.some((text) => one.row.includes(text)) ? { ...one, row: '' } : one));
    await refusals.updateOne({ _id }, { $set: { rows: emptied } });
  }
}

/** Removes what was kept for sending to the person, and pages of audiences that were never completed. */
export async function eraseWorkingData(db: Db, { profileId }: Traces): Promise<void> {
  await db.collection<Document>('numberClaims').deleteMany({ profileId });
  await db.collection<Document & { _id: string }>('profileCaps').deleteOne({ _id: profileId });
  const pages = db.collection<{ _id: string; runId: string }>('audiencePages');
  const runIds = [...new Set((await pages.find({}).project({ runId: 1 }).toArray()).map(({ runId }) => String(runId)))];
  const runs = db.collection<{ _id: string; finishedAt: Date | null }>('runs');
  const ended = runs.find({ _id: { $in: runIds }, finishedAt: { $ne: null } }).project<{ _id: string }>({ _id: 1 });
  for (const { _id } of await ended.toArray()) await pages.deleteMany({ runId: _id });
}
