import { sequence } from '../../dev/simulator/chance.ts';

/** What a text goes by, all of which changes between a crash and the takeover. */
const TEMPLATES = {
  time: '#{{ profile.nr }} It is {{ "now" | date: "%H:%M:%S" }}',
  property: '#{{ profile.nr }} Your tier is {{ profile.tier }}',
  event: '#{{ profile.nr }} You looked at {{ lastEvent.Visit.page }}',
  language: '#{{ profile.nr }} {% if profile.language == "fr" %}Bonjour à tous{% else %}Hello all{% endif %}',
} as const;
type TemplateKind = keyof typeof TEMPLATES;

/** What becomes of the first provider of the group. `mute`: it can't be asked. */
const PROVIDER_FAULTS = ['none', 'retired', 'removed', 'drops answers', 'dies', 'mute'] as const;
type ProviderFault = (typeof PROVIDER_FAULTS)[number];

/** One campaign under faults. All of it follows from its seed. */
export interface KillPlan {
  readonly seed: number;
  readonly kind: TemplateKind;
  readonly template: string;
  readonly fault: ProviderFault;
  /** Numbers change as well. */
  readonly numbersChange: boolean;
  /** People opt out as well. */
  readonly optOuts: boolean;
  readonly random: () => number;
}

/** The first seeds cover each template and each fault. */
export function killPlan(seed: number): KillPlan {
  const random = sequence(seed * 7919);
  const kinds = Object.keys(TEMPLATES) as TemplateKind[];
  const kind = kinds[(seed - 1) % kinds.length] ?? 'time';
  const fault = PROVIDER_FAULTS[(seed - 1 + Math.floor((seed - 1) / 12)) % PROVIDER_FAULTS.length] ?? 'none';
  return {
    seed,
    kind,
    template: TEMPLATES[kind],
    fault,
    numbersChange: random() < 0.6,
    optOuts: random() < 0.4,
    random,
  };
}

export const faultsOf = ({ fault, numbersChange, optOuts }: KillPlan): string =>
  [fault === 'none' ? [] : fault, numbersChange ? 'numbers' : [], optOuts ? 'opt-outs' : []].flat().join(', ') || '-';

/** E.164: the second number of a person is the one that it changes to. */
export const numberOf = (seed: number, nr: number, which: 0 | 1 = 0): string =>
  `+336${String(seed).padStart(2, '0')}${String(nr).padStart(5, '0')}${which}`;

export const idOf = (seed: number, nr: number): string => `k${seed}-${nr}`;
