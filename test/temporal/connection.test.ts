import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { selfSigned } from '../support/selfSigned.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const ENOUGH = {
  MONGODB_URL: 'mongodb://127.0.0.1:27017',
  HERALD_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
};
const read = (env: NodeJS.ProcessEnv) => readConfig({ ...ENOUGH, ...env }).temporal.connection;

describe('the connection to Temporal', () => {
  const file = (name: string, content: string): string => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, content);
    return path;
  };

  it('is plain where nothing asks for TLS', () => {
    expect(read({})).toEqual({ address: '127.0.0.1:7233' });
    expect(read({ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_TLS: 'false' })).toEqual({ address: 'temporal:7233' });
    expect(read({ TEMPORAL_TLS: '', TEMPORAL_TLS_SERVER_CA_CERT_PATH: '' })).toEqual({ address: '127.0.0.1:7233' });
  });

  it('has TLS with an API key, on request, and with anything that TLS has to know', () => {
    const { cert } = selfSigned();
    expect(read({ TEMPORAL_API_KEY: 'key' })).toMatchObject({ apiKey: 'key', tls: {} });
    expect(read({ TEMPORAL_TLS: 'true' })).toEqual({ address: '127.0.0.1:7233', tls: {} });
    expect(read({ TEMPORAL_TLS_SERVER_NAME: 'temporal.example' }).tls).toEqual({
      serverNameOverride: 'temporal.example',
    });
    const { tls } = read({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', cert) });
    expect(tls?.serverRootCACertificate?.toString()).toBe(cert);
  });

  it('has a client certificate where there are a certificate and its key', () => {
    const { cert, key } = selfSigned();
    const { tls } = read({
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem', cert),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('client-key.pem', key),
    });
    expect(tls?.clientCertPair?.crt.toString()).toBe(cert);
    expect(tls?.clientCertPair?.key.toString()).toBe(key);
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['another word', { TEMPORAL_TLS: 'perhaps' }, 'TEMPORAL_TLS: wanted: true or false'],
    [
      'no TLS with an API key',
      { TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'very-secret' },
      'TEMPORAL_TLS: is false, and TEMPORAL_API_KEY needs TLS',
    ],
    [
      'a missing file',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' },
      "TEMPORAL_TLS_SERVER_CA_CERT_PATH: the file can't be read (ENOENT)",
    ],
    [
      'a folder',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/' },
      "TEMPORAL_TLS_SERVER_CA_CERT_PATH: the file can't be read (EISDIR)",
    ],
  ])('is refused by name: %s', (_case, env, sentence) => {
    const { message } = errorOf(env);
    expect(message).toContain(sentence);
    expect(message).not.toContain('very-secret');
  });

  it('is refused with half of a pair, with parts that do not belong together, and with another sort of file', () => {
    const [mine, another] = [selfSigned(), selfSigned()];
    const cert = file('client.pem', mine.cert);
    const key = file('other-key.pem', another.key);
    expect(errorOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: cert }).message).toContain(
      'TEMPORAL_TLS_CLIENT_KEY_PATH: is not set, and a client certificate needs its key',
    );
    expect(errorOf({ TEMPORAL_TLS_CLIENT_KEY_PATH: key }).message).toContain(
      'TEMPORAL_TLS_CLIENT_CERT_PATH: is not set',
    );
    expect(errorOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key }).message).toContain(
      'TEMPORAL_TLS_CLIENT_CERT_PATH: is not a certificate in PEM with its key in TEMPORAL_TLS_CLIENT_KEY_PATH',
    );
    for (const content of ['', 'hello', mine.key, '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n']) {
      const { message } = errorOf({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', content) });
      expect(message).toContain('TEMPORAL_TLS_SERVER_CA_CERT_PATH: is not a certificate in PEM');
      expect(message).not.toContain('PRIVATE KEY');
    }
  });
});

function errorOf(env: NodeJS.ProcessEnv): ConfigError {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
