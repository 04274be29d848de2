import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporalEnvironment } from '../../src/temporal/connection.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
const compose = read('docker-compose.yml');

describe('docker-compose.yml', () => {
  it('passes on every variable of .env.example', () => {
    const asked = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? '');
    expect(asked).toContain('HERALD_SMTP_URL');
    expect(asked.filter((name) => !compose.includes(`\${${name}:`))).toEqual([]);
  });

  it('has variables for links in mails and for own certificate authorities, as in docs/production.md', () => {
    for (const name of ['HERALD_API_URL', 'HERALD_TEMPORAL_UI_URL', 'NODE_EXTRA_CA_CERTS']) {
      expect(read('.env.example')).toContain(`\n${name}=\n`);
      expect(read('docs/production.md')).toContain(`\`${name}\``);
    }
  });

  it.each(Object.keys(temporalEnvironment.shape))('takes %s, as docs/production.md has it', (name) => {
    expect(read('.env.example')).toContain(`\n${name}=\n`);
    expect(read('docs/production.md')).toContain(`\`${name}\``);
  });

  it.each([
    'NODE_EXTRA_CA_CERTS',
    'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
    'TEMPORAL_TLS_CLIENT_CERT_PATH',
    'TEMPORAL_TLS_CLIENT_KEY_PATH',
  ])('mounts the file of %s at the configured path', (name) => {
    const inside = new RegExp(`${name}: \\$\\{${name}:\\+(\\S+)\\}`).exec(compose)?.[1];
    expect(inside).toBeDefined();
    expect(compose).toContain(`source: \${${name}:-/dev/null}\n      target: ${inside}\n`);
  });
});
