import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporalEnvironment } from '../../src/temporal/connection.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
const compose = read('docker-compose.yml');

interface Service {
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly privileged?: boolean;
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly unknown[];
}
const parsed: {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { internal?: boolean } | null>>;
} = parse(compose, { merge: true });
const { services, networks } = parsed;
const service = (name: string): Service => services[name] ?? { networks: [] };
const reaching = (network: string): string[] =>
  Object.keys(services).filter((name) => service(name).networks.includes(network));

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

describe('the services of docker-compose.yml', () => {
  it.each(Object.keys(services))('%s has no capability, can gain no privileges, and has a limit of memory', (name) => {
    expect(service(name)).toMatchObject({
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
    });
    expect(service(name).cap_add).toBeUndefined();
    expect(service(name).privileged).toBeUndefined();
  });

  it.each(['api', 'worker', 'mongo', 'postgres'])('%s has a read-only file system', (name) => {
    expect(service(name).read_only).toBe(true);
  });

  it('none of the databases runs as root, nor does the image of Herald', () => {
    expect([service('mongo').user, service('postgres').user]).toEqual(['mongodb', 'postgres']);
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });

  it('Herald uses a user of MongoDB that can read and write its database, and nothing else', () => {
    for (const name of ['api', 'worker']) {
      const environment = service(name).environment ?? {};
      expect(environment.MONGODB_URL).toMatch(/^mongodb:\/\/herald:\$\{MONGO_PASSWORD:.*authSource=herald&/);
      expect(JSON.stringify(environment)).not.toContain('MONGO_ROOT_PASSWORD');
    }
    expect(service('mongo').volumes).toContain('./docker/mongo-user.js:/docker-entrypoint-initdb.d/herald.js:ro');
    expect(read('docker/mongo-user.js')).toContain("roles: [{ role: 'readWrite', db: 'herald' }]");
    expect(service('mongo').environment?.MONGO_INITDB_ROOT_USERNAME).toBe('root');
  });

  it('only the API has the API key', () => {
    const having = Object.keys(services).filter((name) => service(name).environment?.HERALD_API_KEY !== undefined);
    expect(having).toEqual(['api']);
  });

  it('each network connects only what has to talk', () => {
    expect(reaching('store').toSorted()).toEqual(['api', 'mongo', 'worker']);
    expect(reaching('temporal-store').toSorted()).toEqual(['postgres', 'temporal', 'temporal-schema']);
    expect(reaching('outside').toSorted()).toEqual(['api', 'worker']);
    expect(reaching('ui')).toEqual(['temporal-ui']);
    const internal = Object.keys(networks).filter((name) => networks[name]?.internal === true);
    expect(internal.toSorted()).toEqual(['store', 'temporal', 'temporal-store']);
    for (const name of Object.keys(services)) expect(service(name).networks.length, name).toBeGreaterThan(0);
  });

  it('ports are published on this machine only', () => {
    const ports = Object.keys(services).flatMap((name) => service(name).ports ?? []);
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});
