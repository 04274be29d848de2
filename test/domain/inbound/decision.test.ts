import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideInbound } from '../../../src/domain/inbound/decision.ts';
import { KEYWORDS } from '../../../src/domain/inbound/keywords.ts';

/** `body`, tab, `yes` or `no`, perhaps with the language; `\n` stands for a line feed. */
const TABLE = readFileSync(new URL('inbound.tsv', import.meta.url), 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [body: string, optsOut: string]);

const decision = (text: string) => decideInbound(text).decision;

describe('an inbound text', () => {
  it.each(TABLE)('%j opts out: %s', (body, optsOut) => {
    expect(decision(body.replaceAll('\\n', '\n')) === 'opt_out').toBe(optsOut.startsWith('yes'));
  });

  it.each([
    'ARRÊT',
    'arrêter svp',
    'Désabonnement.',
    'Abmelden bitte',
    'KÜNDIGEN',
    'STOPP!',
    'Стоп',
    'İPTAL',
    'iptal',
    'ıptal',
    '退订',
    '수신거부',
    'الغاء الاشتراك',
    'बंद करो',
    'S.T.O.P',
    's t o p',
    'Opt-Out',
    'opt_out',
    'STOP STOP STOP',
    'stop, unsubscribe',
    'Hi, please stop. Thank you!',
    'ST\u00adOP',
    '\u202eSTOP\u202c',
    'stop\u0000',
    'S\u0336T\u0336O\u0336P\u0336',
  ])('%j opts out', (text) => {
    expect(decision(text)).toBe('opt_out');
  });

  it.each(['START', 'yes', 'Yes please', 'unstop', 'ALTA'])('%j opts in', (text) => {
    expect(decision(text)).toBe('opt_in');
  });

  it.each(['HELP', 'info?', 'Aide svp', 'AYUDA', 'hilfe!'])('%j asks for help', (text) => {
    expect(decision(text)).toBe('help');
  });

  it.each([
    'We must stop this bill',
    "Don't stop!",
    'Is the bus stop open?',
    'Please do not text me any more',
    'take me OFF your list',
    'wrong number',
    'STPO',
    'stpop',
    'unsubcribe',
    'unsuscribe please',
    'STOP2END',
    'STOP START',
    'help me stop this',
  ])('%j is kept for review', (text) => {
    expect(decision(text)).toBe('near_miss');
  });

  it.each([
    '',
    ' \n',
    '👍',
    'thanks',
    'Nonstop fun',
    'unstoppable',
    'weekend',
    'the friend',
    'What time do you open?',
    'top',
    '12',
    'constructor',
    '__proto__',
  ])('%j is none of these', (text) => {
    expect(decision(text)).toBe('other');
  });

  it('names the language of a keyword that only one language has', () => {
    expect(decideInbound('Arrêt').language).toBe('fr');
    expect(decideInbound('STOPP').language).toBeNull();
    expect(decideInbound('unsubscribe stop').language).toBe('en');
    expect(decideInbound('Is it open?').language).toBeNull();
  });

  it('knows the keywords that an account adds, which precede its own', () => {
    const added = { opt_out: ['Wyłącz mnie', 'FERTIG'], help: ['stop info'] };
    expect(decideInbound('wylacz MNIE!', added)).toEqual({ decision: 'opt_out', language: null });
    expect(decideInbound('fertig bitte', added).decision).toBe('opt_out');
    expect(decideInbound('Wir sind fertig', added).decision).toBe('near_miss');
    expect(decideInbound('stop info', added).decision).toBe('help');
    expect(decideInbound('stop', added).decision).toBe('opt_out');
    expect(decision('fertig')).toBe('other');
  });

  it('takes a long text as fast as a short one', () => {
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) decideInbound('stop don t '.repeat(400));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('has no keyword that asks for two things', () => {
    const asked = new Map<string, Set<string>>();
    for (const { text, decision: asksFor } of KEYWORDS) asked.set(text, (asked.get(text) ?? new Set()).add(asksFor));
    expect([...asked].filter(([, decisions]) => decisions.size > 1)).toEqual([]);
    for (const { text, decision: asksFor } of KEYWORDS) expect([text, decision(text)]).toEqual([text, asksFor]);
  });
});
