import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Api } from '../support.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/imports');

export const fixture = (name: string): Buffer => readFileSync(join(FOLDER, name));

/** Imports a file or a text over HTTP. `query`: as in the address, without the question mark. */
export async function importOf(
  api: Api,
  kind: 'profiles' | 'events',
  content: string | Buffer,
  { query = '', type = 'text/csv' }: { query?: string; type?: string } = {},
): Promise<Answer> {
  const body = typeof content === 'string' ? content : new Uint8Array(content);
  return await api.call('POST', `/v1/${kind}/import?${query}`, { body, headers: { 'content-type': type } });
}
