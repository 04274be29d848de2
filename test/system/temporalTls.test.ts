import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { Connection } from '@temporalio/client';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { selfSigned } from '../support/selfSigned.ts';
import { campaignTo, expectEverybodyOnce, importPeople, providerGroup, system } from '../support/system.ts';
import '../support/provided.ts';

const PEOPLE = 20;

const folder = mkdtempSync(join(tmpdir(), 'herald-test-'));
const client = selfSigned();
const server = selfSigned();
const proxy = await tlsProxy();
afterAll(() => {
  proxy.close();
  rmSync(folder, { recursive: true });
});

describe('a Temporal server that wants TLS and a client certificate', () => {
  const herald = system({
    use: { mongoUrl: inject('mongoUrl'), temporalAddress: proxy.address },
    env: {
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', server.cert),
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem', client.cert),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('client-key.pem', client.key),
    },
  });

  it('is reached by API and worker, which send a campaign through it', async () => {
    await importPeople(herald, 1, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [{ kind: 'http', name: 'tls' }]);
    const campaignId = await launch(herald.herald(), campaignTo(1, groupId));
    const report = await ended(herald.herald(), campaignId, { timeoutMs: 60_000 });
    await expectEverybodyOnce(herald, { scenario: 1, count: PEOPLE, report, providerIds });
    expect(await herald.herald().isReady()).toMatchObject({ status: 'ready' });
  });

  it('lets in nobody without the certificate', async () => {
    const tls = { serverRootCACertificate: Buffer.from(server.cert) };
    await expect(Connection.connect({ address: proxy.address, tls, connectTimeout: 2000 })).rejects.toThrow();
    await expect(Connection.connect({ address: proxy.address, connectTimeout: 2000 })).rejects.toThrow();
  });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** TLS in front of the run's Temporal server, for whoever has the client's certificate. */
async function tlsProxy(): Promise<{ address: string; close(): void }> {
  const [host = '', port] = inject('temporalAddress').split(':');
  const listener = createServer(
    { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] },
    (secure) => {
      const plain = connect(Number(port), host);
      for (const [one, other] of [
        [secure, plain],
        [plain, secure],
      ] as const) {
        one.on('error', () => other.destroy());
        one.pipe(other);
      }
    },
  ).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('A TLS server has a port.');
  return { address: `127.0.0.1:${address.port}`, close: () => void listener.close() };
}
