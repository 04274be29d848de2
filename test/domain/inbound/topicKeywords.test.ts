import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideInbound, saysYes } from '../../../src/domain/inbound/decision.ts';
import { KEYWORDS, PERHAPS_OPT_OUT, POLITE, YES_WORDS } from '../../../src/domain/inbound/keywords.ts';

const TOPICS = [
  { id: 'offers', keywords: ['OFFERS', 'Angebote'] },
  { id: 'news', keywords: ['news flash', 'help me out'] },
];
const decide = (text: string) => {
  const { decision, topicIds = [] } = decideInbound(text, { opt_out: ['Schluss'] }, TOPICS);
  return [decision, ...topicIds].join(' ');
};
const TABLE = readFileSync(new URL('inbound.tsv', import.meta.url), 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '')
  .map((line) => line.split('\t')[0] ?? '');

describe('keywords of topics', () => {
  it.each([
    ['OFFERS', 'subscribe offers'],
    ['offers please!', 'subscribe offers'],
    ['ＯＦＦＥＲＳ 👍', 'subscribe offers'],
    ['START OFFERS', 'subscribe offers'],
    ['Angebote anmelden', 'subscribe offers'],
    ['News flash', 'subscribe news'],
    ['offers, news flash', 'subscribe offers news'],
    ['STOP OFFERS', 'unsubscribe offers'],
    ['offers stop', 'unsubscribe offers'],
    ['Angebote abbestellen bitte', 'unsubscribe offers'],
    ['Schluss Angebote', 'unsubscribe offers'],
    ['unsubscribe news flash and offers', 'near_miss'],
    ['STOP news flash offers', 'unsubscribe news offers'],
    ['STOP', 'opt_out'],
    ['STOP ALL', 'opt_out'],
    ['STOP ALL OFFERS', 'opt_out'],
    ['stopall offers', 'opt_out'],
    ['START', 'opt_in'],
    ['HELP', 'help'],
    ['HELP OFFERS', 'help'],
    ['help me out', 'subscribe news'],
    ['START STOP OFFERS', 'near_miss'],
    ['your offers are great', 'other'],
    ['stop your offers', 'near_miss'],
    ['news', 'other'],
  ])('%j is decided as %s', (text, wanted) => {
    expect(decide(text)).toBe(wanted);
  });

  it.each(TABLE)('change nothing for %j', (text) => {
    expect(decideInbound(text, {}, TOPICS)).toEqual(decideInbound(text));
  });
});

describe('a yes', () => {
  it.each([
    'Yes',
    'Y',
    'yes please!',
    'JA',
    'Ja, bitte',
    'OUI',
    'Sí',
    'sim',
    'Да',
    'はい',
    'evet',
    'I confirm',
    'ja ja',
  ])('%j confirms', (text) => {
    expect(saysYes(text)).toBe(true);
  });

  it.each([
    '',
    '👍',
    'ok',
    'please',
    'no',
    'nein',
    'yes but no',
    'STOP',
    'yes stop',
    'ja, wann denn?',
    'HELP yes',
    'yesterday',
  ])('%j does not', (text) => {
    expect(saysYes(text)).toBe(false);
  });

  it('is none of the words that ask for something else, but for those that opt in', () => {
    const yes = new Set(YES_WORDS);
    const others = KEYWORDS.filter(({ decision }) => decision !== 'opt_in').map(({ text }) => text);
    expect([...others, ...PERHAPS_OPT_OUT].filter((text) => yes.has(text))).toEqual([]);
    // Danish and Polish.
    expect(POLITE.filter((text) => yes.has(text))).toEqual(['tak']);
  });
});
