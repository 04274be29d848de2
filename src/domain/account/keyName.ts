import { z } from 'zod';

/** Letters of other scripts that look like these Latin ones. */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: 'аα',
    b: 'вьβ',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еε',
    h: 'һ',
    i: 'іιı',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏ',
    m: 'м',
    n: 'ո',
    o: 'оοօ',
    p: 'рρ',
    q: 'ԛ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υս',
    v: 'ѵν',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/** What is left of a name when case, accents, blanks, punctuation and look-alike letters don't count: names with the same rest are one name. */
export const foldedName = (name: string): string =>
  [
    ...name
      .normalize('NFKD')
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]/gu, ''),
  ]
    .map((character) => LOOK_ALIKES.get(character) ?? character)
    .join('');

/** Names that Herald itself acts under, or that an action of no key would have. */
const RESERVED = /^(bootstrap|anybody|herald(because.*)?|temporal(where.*)?)$/;

/** The name of an API key, which is recorded with what is done with it: it must be readable, and nobody else's. */
export const keyName = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1)
  .max(100)
  .refine((name) => !/\p{C}/u.test(name), 'wanted: a name without control or invisible characters')
  .refine((name) => foldedName(name) !== '', 'wanted: a name with letters or digits')
  .refine((name) => !RESERVED.test(foldedName(name)), 'wanted: a name that is not reserved for Herald')
  .describe('unique, apart from case and punctuation; recorded with the actions for which the key is used');
