import { describe, expect, it } from 'vitest';
import { campaignReportOf, type ReportRow } from '../../../src/domain/campaign/report.ts';

const row = (count: number, status: ReportRow['status'] = 'accepted'): ReportRow => ({
  status,
  reason: status === 'skipped' ? 'opted_out' : null,
  providerId: status === 'skipped' ? null : 'prv_1',
  encoding: 'GSM-7',
  failedOver: false,
  resolution: null,
  count,
  segments: count,
});
const run = (occurrence: number, day: string, qualified: number) => ({
  _id: `cmp_1/${occurrence}`,
  occurrence,
  schedule: { local: `${day}T00:00` },
  audience: { qualified, reachable: qualified, optedOut: 0, noUsableNumber: 0 },
});

describe('the report of a campaign', () => {
  it('adds up the runs of each day, and all of them', () => {
    const runs = [run(1, '2026-05-06', 5), run(2, '2026-05-07', 10), run(3, '2026-05-07', 20)];
    const rows = new Map([
      ['cmp_1/1', [row(5)]],
      ['cmp_1/2', [row(8), row(2, 'skipped')]],
      ['cmp_1/3', [row(15, 'delivered')]],
    ]);
    const report = campaignReportOf(runs, rows);
    expect(report).toMatchObject({ sent: 28, notYet: 5, audience: { qualified: 35 } });
    expect(report.days).toMatchObject([
      {
        day: '2026-05-07',
        occurrences: [3, 2],
        sent: 23,
        notYet: 5,
        byStatus: { skipped: 2 },
        audience: { qualified: 30 },
      },
      { day: '2026-05-06', occurrences: [1], sent: 5, notYet: 0 },
    ]);
  });

  it('takes the figures that were kept of runs whose messages are removed, and none of a run that is not frozen', () => {
    const kept = { ...run(1, '2026-05-06', 5), kept: { at: new Date(), rows: [row(5)] } };
    const report = campaignReportOf([kept, { ...run(2, '2026-05-07', 1), audience: null }], new Map());
    expect(report).toMatchObject({ sent: 5, notYet: 0, audience: { qualified: 5 } });
    expect(report.days).toMatchObject([{ day: '2026-05-07', audience: null, sent: 0 }, { sent: 5 }]);
    expect(campaignReportOf([], new Map())).toMatchObject({ sent: 0, audience: null, days: [] });
  });
});
