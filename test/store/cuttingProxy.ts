import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** Cuts the connection of the next `insert`: `before` the store receives it, or `after` it has answered, so that the answer is lost. */
  cutNextInsert(when: 'before' | 'after'): void;
  close(): Promise<void>;
}

/** A proxy between a client and a store. */
export async function cuttingProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cut: 'before' | 'after' | null = null;
  const server = createServer((client) => {
    const store = connect(target);
    let deaf = false;
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (cut !== null && bytes.includes('insert\0')) {
        const when = cut;
        cut = null;
        if (when === 'before') {
          store.destroy();
          client.destroy();
          return;
        }
        deaf = true;
      }
      store.write(bytes);
    });
    store.on('data', (bytes) => {
      if (deaf) client.destroy();
      else client.write(bytes);
    });
    client.on('close', () => store.end());
    store.on('close', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cutNextInsert(when) {
      cut = when;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
