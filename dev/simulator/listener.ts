import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';
/** Longer than clients keep connections, so that the simulator doesn't close one just when it is used. */
const KEEP_ALIVE_MS = 65_000;
/**
 * During a graceful end the listener goes on answering for so long, until its clients stop sending. Otherwise connections that the system
 * has accepted but this process hasn't would be reset. After that, answers close their connections, and the remaining connections are cut
 * after the same time again.
 */
export const GRACE_MS = 500;

/** A port that can be closed for a while and opened again. */
export interface Listener {
  readonly port: number;
  readonly open: boolean;
  start(): Promise<void>;
  /** Refuses new connections and cuts existing ones: at once, or (graceful) within about a second. */
  stop(options: { readonly graceful: boolean }): Promise<void>;
}

export async function openListener(options: {
  readonly port: number;
  readonly handler: RequestListener;
}): Promise<Listener> {
  let server: Server | null = await listen(options.handler, options.port);
  let released = Promise.resolve();
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get open() {
      return server !== null;
    },
    async start() {
      await released;
      server ??= await listen(options.handler, port);
    },
    async stop({ graceful }) {
      const stopped = server;
      server = null;
      if (!stopped) return;
      if (!graceful) {
        const closed = new Promise((resolve) => stopped.close(resolve));
        stopped.closeAllConnections();
        await closed;
        return;
      }
      released = sleep(GRACE_MS).then(() => {
        // Not the HTTP server's own close, which cuts idle connections, although a request may already be on its way.
        NetServer.prototype.close.call(stopped);
        setTimeout(() => stopped.closeAllConnections(), GRACE_MS).unref();
      });
    },
  };
}

async function listen(handler: RequestListener, port: number): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, 4096, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}
