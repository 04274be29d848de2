import { describe, expect, it } from 'vitest';
import type { Message, ReceiptEntry } from '../../../src/domain/message/message.ts';
import { afterReceipts } from '../../../src/domain/message/receipts.ts';

const AT = new Date('2026-05-04T10:00:00Z');

/** `delivered`, or `delivered/part`. */
function entry(report: string, providerId = 'prv_1'): ReceiptEntry {
  const [status = '', part] = report.split('/');
  return {
    providerId,
    providerMessageId: null,
    status: status as ReceiptEntry['status'],
    code: null,
    ...(part !== undefined && { part }),
    at: AT,
  };
}

const message = (segments: number, changes: Partial<Message> = {}): Message => ({
  _id: 'cmp_1/1/anna',
  dispatchId: 'cmp_1/1',
  campaignId: 'cmp_1',
  profileId: 'anna',
  status: 'accepted',
  reason: null,
  to: '+447700900001',
  text: 'Hi',
  encoding: 'GSM-7',
  segments,
  providerId: 'prv_1',
  providerMessageId: null,
  attempts: [],
  failedOver: false,
  resolution: null,
  receipts: [],
  createdAt: AT,
  updatedAt: AT,
  ...changes,
});

/** The status after each of the reports, as they are applied one after the other. */
function statuses(segments: number, reports: readonly string[]): string[] {
  let now = message(segments);
  return reports.map((report) => {
    const listed = { ...now, receipts: [...now.receipts, entry(report)] };
    now = { ...listed, ...afterReceipts(listed) };
    return now.status;
  });
}

describe('reports on a message of one SMS segment', () => {
  it.each([
    [
      ['sent', 'delivered', 'undelivered'],
      ['accepted', 'delivered', 'delivered'],
    ],
    [
      ['undelivered', 'delivered'],
      ['undelivered', 'undelivered'],
    ],
    [['delivered/1'], ['delivered']],
  ])('%j: the first final one stands', (reports, expected) => {
    expect(statuses(1, reports)).toEqual(expected);
  });
});

describe('reports on a message of three SMS segments', () => {
  it.each([
    [
      'is delivered once each part is',
      ['delivered/1', 'delivered/2', 'delivered/3'],
      ['accepted', 'accepted', 'delivered'],
    ],
    ['counts each part once', ['delivered/1', 'delivered/1', 'delivered/2'], ['accepted', 'accepted', 'accepted']],
    ['is undelivered with the first part that is', ['delivered/1', 'undelivered/2'], ['accepted', 'undelivered']],
    [
      'stays undelivered',
      ['undelivered/2', 'delivered/1', 'delivered/3'],
      ['undelivered', 'undelivered', 'undelivered'],
    ],
    ['is reported on as a whole where no part is named', ['sent', 'delivered'], ['accepted', 'delivered']],
    [
      'is undelivered where a part that is not named follows',
      ['delivered', 'undelivered'],
      ['delivered', 'undelivered'],
    ],
  ])('%s', (_rule, reports, expected) => {
    expect(statuses(3, reports)).toEqual(expected);
  });

  it('does not depend on when its status was derived', () => {
    const reports = ['delivered', 'undelivered', 'delivered'];
    const receipts = reports.map((report) => entry(report));
    expect(afterReceipts(message(3, { receipts }))?.status).toBe(statuses(3, reports).at(-1));
  });

  it('changes nothing by receipts of another provider', () => {
    const receipts = [entry('undelivered', 'prv_2')];
    expect(afterReceipts(message(3, { receipts }))).toBeNull();
    expect(afterReceipts(message(3, { status: 'delivered', receipts }))).toBeNull();
  });
});
