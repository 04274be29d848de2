import { randomBytes } from 'node:crypto';

/** A random id: `prefix_` and 20 lower-case hexadecimal digits. */
export const newId = (prefix: 'seg' | 'prv' | 'grp' | 'cmp' | 'evt' | 'key' | 'tst' | 'act' | 'imp'): string =>
  `${prefix}_${randomBytes(10).toString('hex')}`;
