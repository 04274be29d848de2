import { describe, expect, it } from 'vitest';
import type { Attempt, Message, ReceiptEntry } from '../../src/domain/message/message.ts';
import { messageStore } from '../../src/store/messages.ts';
import { receiptStore } from '../../src/store/receipts.ts';
import { freshDatabase } from '../support/database.ts';
import { Crashed, crashingDb } from './crashingDb.ts';

/** Nobody was erased. */
const NOBODY = (): string[] => [];
const at = new Date('2026-11-02T10:00:00Z');

describe('a receipt', () => {
  const { db } = freshDatabase();
  const messages = messageStore(db);
  const receipts = receiptStore(db, messages, NOBODY);
  let written = 0;

  /** Writes a message, accepted by prv_0 unless `changes` say otherwise; returns its id. */
  async function message(changes: Partial<Message> = {}): Promise<string> {
    written += 1;
    const _id = `r/p${written}`;
    await messages.record([{ ...ACCEPTED, _id, profileId: `p${written}`, ...changes }]);
    return _id;
  }
  const report = (messageId: string, providerId: string, entry: Partial<ReceiptEntry>) =>
    receipts.record({
      messageId,
      entry: { providerId, providerMessageId: `id-at-${providerId}`, status: 'delivered', code: null, at, ...entry },
    });

  it('ends the message', async () => {
    const id = await message();
    await report(id, 'prv_0', { status: 'sent' });
    expect(await messages.get(id)).toMatchObject({ status: 'accepted', receipts: [{ status: 'sent' }] });
    await report(id, 'prv_0', { status: 'undelivered', code: '30008' });
    expect(await messages.get(id)).toMatchObject({
      status: 'undelivered',
      receipts: [{ status: 'sent' }, { status: 'undelivered', code: '30008' }],
    });
  });

  it('that comes after the end is listed and changes nothing', async () => {
    const id = await message();
    await report(id, 'prv_0', { status: 'delivered' });
    await report(id, 'prv_0', { status: 'undelivered' });
    expect(await messages.get(id)).toMatchObject({
      status: 'delivered',
      receipts: [{ status: 'delivered' }, { status: 'undelivered' }],
    });
  });

  it('that comes twice is one', async () => {
    const id = await message();
    await report(id, 'prv_0', {});
    await report(id, 'prv_0', {});
    expect((await messages.get(id))?.receipts).toHaveLength(1);
  });

  it('of another provider than the one that accepted the message does not end it', async () => {
    const id = await message();
    await report(id, 'prv_1', { status: 'undelivered', code: '30008' });
    expect(await messages.get(id)).toMatchObject({ status: 'accepted', providerId: 'prv_0' });
    await report(id, 'prv_0', { status: 'delivered' });
    expect(await messages.get(id)).toMatchObject({ status: 'delivered', providerId: 'prv_0' });
  });

  it('resolves an uncertain message', async () => {
    const id = await message({ status: 'uncertain', reason: 'answer_lost', providerMessageId: null });
    await report(id, 'prv_0', { status: 'sent' });
    expect(await messages.get(id)).toMatchObject({
      status: 'accepted',
      reason: null,
      resolution: 'receipt',
      providerMessageId: 'id-at-prv_0',
    });
  });

  it('of the provider whose answer was lost overrides the refusal of the next one', async () => {
    const id = await message({ ...REFUSED, attempts: [LOST_BY_FIRST, REFUSED_BY_SECOND] });
    await report(id, 'prv_0', { status: 'delivered' });
    expect(await messages.get(id)).toMatchObject({
      status: 'delivered',
      reason: null,
      resolution: 'receipt',
      providerId: 'prv_0',
      providerMessageId: 'id-at-prv_0',
    });
  });

  it('of a provider that refused the message leaves it failed', async () => {
    const id = await message({ ...REFUSED, attempts: [LOST_BY_FIRST, REFUSED_BY_SECOND] });
    await report(id, 'prv_1', { status: 'undelivered' });
    expect(await messages.get(id)).toMatchObject({ status: 'failed', reason: 'refused_recipient', providerId: null });
  });

  it('that comes again is applied, wherever the process died that applied it first', async () => {
    const entry = { providerId: 'prv_0', providerMessageId: 'x', status: 'delivered', code: null, at } as const;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; request <= 8; request += 1) {
        const id = await message();
        const dying = crashingDb(db, { request, when });
        const died = receiptStore(dying, messageStore(dying), NOBODY).record({ messageId: id, entry });
        await died.catch((error: unknown) => expect(error).toBeInstanceOf(Crashed));
        await receipts.record({ messageId: id, entry });
        expect(await messages.get(id), `${when} request ${request}`).toMatchObject({ status: 'delivered' });
      }
    }
  });

  it('that came early is applied, wherever the process died that applied it first', async () => {
    const entry = { providerId: 'prv_0', providerMessageId: 'x', status: 'delivered', code: null, at } as const;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; request <= 8; request += 1) {
        const id = `r/${when}-${request}`;
        await receipts.record({ messageId: id, entry });
        await message({ _id: id });
        const dying = crashingDb(db, { request, when });
        const died = receiptStore(dying, messageStore(dying), NOBODY).applyEarly([id]);
        await died.catch((error: unknown) => expect(error).toBeInstanceOf(Crashed));
        await receipts.applyEarly([id]);
        expect(await messages.get(id), `${when} request ${request}`).toMatchObject({ status: 'delivered' });
      }
    }
  });

  it('that comes before its message is kept until the message is there', async () => {
    const entry = { providerId: 'prv_0', providerMessageId: 'x', status: 'delivered', code: null, at } as const;
    const early = { messageId: 'r/early', entry };
    await receipts.record(early);
    expect((await receipts.early(['r/early'])).get('r/early')).toEqual(entry);
    await message({ _id: 'r/early' });
    await receipts.applyEarly(['r/early']);
    expect(await messages.get('r/early')).toMatchObject({ status: 'delivered' });
    expect(await receipts.early(['r/early'])).toEqual(new Map());
  });

  it('whose message is written while it is being kept is applied all the same', async () => {
    let looks = 0;
    const applyReceipt: typeof messages.applyReceipt = async (receipt) => {
      const exists = await messages.applyReceipt(receipt);
      looks += 1;
      if (looks === 1) {
        await message({ _id: 'r/meanwhile' });
        await receipts.applyEarly(['r/meanwhile']);
      }
      return exists;
    };
    const entry = { providerId: 'prv_0', providerMessageId: 'x', status: 'delivered', code: null, at } as const;
    await receiptStore(db, { ...messages, applyReceipt }, NOBODY).record({ messageId: 'r/meanwhile', entry });
    expect(await messages.get('r/meanwhile')).toMatchObject({ status: 'delivered' });
    expect(await receipts.early(['r/meanwhile'])).toEqual(new Map());
  });
});

const ACCEPTED: Omit<Message, '_id' | 'profileId'> = {
  dispatchId: 'r',
  campaignId: 'c',
  status: 'accepted',
  reason: null,
  to: '+447700900000',
  text: 'Hello',
  encoding: 'GSM-7',
  segments: 1,
  providerId: 'prv_0',
  providerMessageId: 'id-at-prv_0',
  attempts: [],
  failedOver: false,
  resolution: null,
  receipts: [],
  createdAt: at,
  updatedAt: at,
};
const REFUSED = { status: 'failed', reason: 'refused_recipient', providerId: null, providerMessageId: null } as const;
const LOST_BY_FIRST: Attempt = { providerId: 'prv_0', at, outcome: 'unknown', code: 'timeout' };
const REFUSED_BY_SECOND: Attempt = { providerId: 'prv_1', at, outcome: 'refused', code: '21211' };
