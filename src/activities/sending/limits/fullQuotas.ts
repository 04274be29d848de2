import type { QuotaStore } from '../../../store/quotas.ts';
import type { QuotaDenial, QuotaLimit } from '../../../store/quotaTypes.ts';

/** The full quotas among `quotas`, in their order. Costs one read. */
export async function fullQuotas(
  quotas: readonly QuotaLimit[],
  store: Pick<QuotaStore, 'readMany'>,
): Promise<QuotaDenial[]> {
  const readings = await store.readMany(quotas.map(({ key }) => key));
  return quotas.flatMap(({ key, limit }) => {
    const reading = readings.get(key);
    return reading && reading.used >= limit ? { key, final: reading.committed >= limit } : [];
  });
}
