import type { RecurrenceRule } from './whenSchema.ts';

/** The rule in the notation of RFC 5545 section 3.3.10. */
export function rruleOf(rule: RecurrenceRule): string {
  switch (rule.kind) {
    case 'daily':
      return `FREQ=DAILY;INTERVAL=${rule.every}`;
    case 'weekly':
      return `FREQ=WEEKLY;INTERVAL=${rule.every};BYDAY=${rule.days.join(',')}`;
    case 'monthly':
      return `FREQ=MONTHLY;INTERVAL=${rule.every};BYMONTHDAY=${rule.day === 'last' ? -1 : rule.day}`;
    case 'rrule':
      return rule.text;
  }
}
