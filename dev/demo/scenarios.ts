import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeraldClient } from '../../src/client/heraldClient.ts';
import type { SegmentInput } from '../../src/client/operations.ts';
import { projectRoot } from '../components/projectRoot.ts';
import { syntheticPeople } from './syntheticPeople.ts';

/** Who gets the demo's campaign and what it says. */
export interface Scenario {
  readonly people: string;
  /** Fills the store; returns what it did in words. */
  readonly load: (herald: HeraldClient) => Promise<string>;
  readonly segment: SegmentInput;
  readonly template: string;
  /** Messages per second of each provider: slow enough to watch. Undefined: as fast as it goes. */
  readonly ratePerSecond: number | undefined;
}

const LAPSED: SegmentInput = {
  name: 'bought at least twice, nothing since 1998-01-01',
  condition: {
    kind: 'and',
    conditions: [
      { kind: 'event', event: 'Purchase', count: { operator: 'gte', value: 2 } },
      { kind: 'event', event: 'Purchase', did: false, within: { from: '1998-01-01' } },
    ],
  },
};

const COME_BACK = `{% case profile.language -%}
{% when "fr" -%}
Bonjour {{ profile.name }}, votre dernier CD date du {{ lastEvent.Purchase.at | date: "%d/%m/%Y" }}. Revenez : -20 % à {{ profile.city }} avec le code RETOUR. STOP au 36111
{% when "pt" -%}
Olá {{ profile.name }}, seu último CD foi em {{ lastEvent.Purchase.at | date: "%d/%m/%Y" }}. 20% de desconto em {{ profile.city }}: VOLTA. Responda STOP para não receber mais.
{% when "hi" -%}
नमस्ते {{ profile.name }}, आपके अगले CD पर 20% छूट: WAPAS. रोकने के लिए STOP भेजें
{% else -%}
Hi {{ profile.name }}, your last CD was on {{ lastEvent.Purchase.at | date: "%m/%d/%Y" }}. 20% off in {{ profile.city }} with code COMEBACK. Reply STOP to opt out
{% endcase %}`;

/** The customers of a CD shop, and what they bought (examples/cdnow). */
export const cdnow: Scenario = {
  people: 'CDNOW',
  async load(herald) {
    const file = (name: string): Promise<Buffer> => readFile(join(projectRoot(), 'examples/cdnow', name));
    const customers = await herald.importProfiles({
      content: await file('users.csv'),
      type: 'text/csv',
      map: ['timezone:timeZone', 'sms_opt_out:optedOut'],
    });
    const purchases = await herald.importEvents({
      content: await file('events.csv'),
      type: 'text/csv',
      map: ['user_id:profileId', 'event:name'],
      types: ['quantity:number', 'amount:number'],
    });
    return `${whole(customers.accepted)} customers of a CD shop and ${whole(purchases.accepted)} real purchases`;
  },
  segment: LAPSED,
  template: COME_BACK,
  ratePerSecond: 150,
};

/** `count` made-up people. */
export const synthetic = (count: number): Scenario => ({
  people: 'made-up people',
  async load(herald) {
    const content = syntheticPeople(count);
    const imported = await herald.importProfiles({ content, type: 'application/x-ndjson' });
    return `${whole(imported.accepted)} made-up people`;
  },
  segment: {
    name: 'plan is gold or silver',
    condition: { kind: 'property', property: 'plan', operator: 'in', value: ['gold', 'silver'] },
  },
  template:
    'Hi {{ profile.name }}, your {{ profile.plan }} plan has earned {{ profile.points }} points. Reply STOP to opt out',
  ratePerSecond: undefined,
});

export const whole = (value: number): string => value.toLocaleString('en-US');
