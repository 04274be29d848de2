import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A command as a client sends it. */
export interface SeenCommand {
  readonly name: string;
  /** From 1. Those with which a driver looks after its connections aren't counted. */
  readonly number: number;
}

export interface CuttingProxy {
  readonly port: number;
  /** Names of the commands so far. */
  readonly commands: readonly string[];
  /** How many connections were cut. */
  readonly cuts: number;
  /** Cuts the connection of the next command that is `wanted`: `before` the store sees it, or `after` it has answered, which nobody hears of. */
  cutNext(wanted: (command: SeenCommand) => boolean, when: 'before' | 'after'): void;
  close(): Promise<void>;
}

/** Stands between a client and a store. */
export async function cuttingProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  let cuts = 0;
  let cut: { wanted: (command: SeenCommand) => boolean; when: 'before' | 'after' } | null = null;
  const server = createServer((client) => {
    const store = connect(target);
    let deaf = false;
    let begun = Buffer.alloc(0);
    for (const socket of [client, store]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      begun = Buffer.concat([begun, bytes]);
      for (let length = lengthOf(begun); begun.length >= length; length = lengthOf(begun)) {
        const message = begun.subarray(0, length);
        begun = begun.subarray(length);
        const name = commandName(message);
        if (name !== null && !HOUSEKEEPING.includes(name)) {
          commands.push(name);
          if (cut?.wanted({ name, number: commands.length })) {
            const { when } = cut;
            cut = null;
            cuts += 1;
            if (when === 'before') {
              store.destroy();
              client.destroy();
              return;
            }
            deaf = true;
          }
        }
        store.write(message);
      }
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
    commands,
    get cuts() {
      return cuts;
    },
    cutNext(wanted, when) {
      cut = { wanted, when };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const HOUSEKEEPING = ['hello', 'isMaster', 'ismaster', 'ping', 'endSessions', 'saslStart', 'saslContinue'];

/** Of a message of MongoDB's wire protocol: its header says so. */
const lengthOf = (bytes: Buffer): number => (bytes.length < 4 ? Number.POSITIVE_INFINITY : bytes.readInt32LE(0));

const OP_MSG = 2013;
/** Header, flags, kind of the section, length of its document, type of its first element. */
const NAME_AT = 16 + 4 + 1 + 4 + 1;

/** The name of the first element of an OP_MSG is that of the command; null: another kind of message. */
function commandName(message: Buffer): string | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  return message.subarray(NAME_AT, message.indexOf(0, NAME_AT)).toString();
}
