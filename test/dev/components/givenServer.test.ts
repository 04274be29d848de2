import { inspect } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { freePort } from '../../../dev/components/freePort.ts';
import { givenStore, givenTemporal } from '../../../dev/components/givenServer.ts';
import { environment } from '../../support/environment.ts';
import { listeningPort } from '../../support/listener.ts';

describe('the Temporal server in the environment', () => {
  it('is none when the variable is empty', async () => {
    environment({ TEMPORAL_ADDRESS: '' });
    expect(await givenTemporal()).toBeNull();
  });

  it('is used when a server listens there', async () => {
    const address = `127.0.0.1:${await listeningPort()}`;
    environment({ TEMPORAL_ADDRESS: address });

    expect(await givenTemporal()).toBe(address);
  });

  it('is reported when no server listens there', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    environment({ TEMPORAL_ADDRESS: address });

    await expect(givenTemporal()).rejects.toThrow(`Nothing answers at ${address} (TEMPORAL_ADDRESS).`);
  });

  it.each(['127.0.0.1:99999', '[::1]:99999'])('is reported when the port does not exist: %s', async (address) => {
    environment({ TEMPORAL_ADDRESS: address });

    await expect(givenTemporal()).rejects.toThrow(`Nothing answers at ${address} (TEMPORAL_ADDRESS).`);
  });

  it.each(['http://127.0.0.1:7233', 'user:secret@127.0.0.1:7233', '127.0.0.1:port', '127.0.0.1:7233/default', ':7233'])(
    'is refused, and not repeated, in a form that no client of Temporal takes: %s',
    async (address) => {
      environment({ TEMPORAL_ADDRESS: address });

      await expect(givenTemporal()).rejects.toThrow(/^TEMPORAL_ADDRESS is not an address of the form host:port\.$/);
    },
  );
});

describe('the store in the environment', () => {
  it('is none when the variable is empty', async () => {
    environment({ MONGODB_URL: '' });
    expect(await givenStore()).toBeNull();
  });

  it('is used when it answers', async () => {
    environment({ MONGODB_URL: inject('mongoUrl') });
    expect(await givenStore()).toBe(inject('mongoUrl'));
  });

  it('is reported by its host, never with the credentials, when no server answers', async () => {
    const host = `127.0.0.1:${await freePort()}`;
    environment({ MONGODB_URL: `mongodb://somebody:secret@${host}/` });

    const error = await errorOf(givenStore());
    expect(error.message).toBe(`Nothing answers at ${host} (MONGODB_URL).`);
    expect(everythingIn(error)).not.toMatch(/somebody|secret/);
  });

  it('is reported by its host, never with the credentials, when it refuses them', async () => {
    const { host } = new URL(inject('mongoUrl'));
    environment({ MONGODB_URL: `mongodb://somebody:secret@${host}/` });

    const error = await errorOf(givenStore());
    expect(error.message).toMatch(
      new RegExp(`^The server at ${host} \\(MONGODB_URL\\) refuses the connection: \\w+\\.$`),
    );
    expect(everythingIn(error)).not.toMatch(/somebody|secret/);
  });

  it.each([
    'http://somebody:secret@127.0.0.1',
    'mongodb://somebody:secret@127.0.0.1:port',
    'mongodb://somebody:se%cret@127.0.0.1',
    'mongodb://some@body:secret@127.0.0.1',
    'mongodb://',
  ])('is refused, and not quoted, in a form that the driver does not accept: %s', async (url) => {
    environment({ MONGODB_URL: url });

    const error = await errorOf(givenStore());
    expect(error.message).toBe(
      'MONGODB_URL is not a mongodb:// or mongodb+srv:// address that the MongoDB driver understands.',
    );
    expect(error.cause).toBeUndefined();
  });
});

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw new Error('It did not fail.');
}

/** An error and its causes with all their fields. */
function everythingIn(error: Error): string {
  return inspect(error, { depth: 20, showHidden: true });
}
