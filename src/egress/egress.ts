import { type LookupAddress, lookup as resolveName } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { blockListOf, isPublic } from './addresses.ts';

/**
 * Decides which addresses Herald connects to on behalf of settings that users make: providers, and anything else whose address comes in
 * through the API. Only public addresses are permitted, and the networks that the operator lists.
 */
export interface Egress {
  /** False for an address literal, in any notation that a URL may have, that is refused. Names are permitted here: they are checked when they have been resolved. */
  permitsUrl(url: string): boolean;
  /**
   * Connects to permitted addresses only. A name is resolved once per connection, and the addresses that are checked are those that are
   * connected to, so that a name can't resolve to another address between the check and the connection (DNS rebinding). A refusal is an
   * error with the code EGRESS_REFUSED, before any connection.
   */
  connector(options: { readonly timeoutMs: number }): buildConnector.connector;
}

export const EGRESS_REFUSED = 'EGRESS_REFUSED';

type Resolve = (
  hostname: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** @param options.allow networks in CIDR notation, or single addresses, that are permitted although they aren't public */
export function egressTo(options: { readonly allow: readonly string[]; readonly resolve?: Resolve }): Egress {
  const { resolve = resolveName } = options;
  const allowed: BlockList = blockListOf(options.allow);
  const permits = (address: string): boolean => isPublic(address) || allowed.check(address, familyOf(address));

  const lookup: LookupFunction = (hostname, wanted, done) => {
    resolve(hostname, { ...wanted, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const permitted = addresses.filter(({ address }) => permits(withoutZone(address)));
      const [first] = permitted;
      if (!first) return done(refusal(), []);
      return wanted.all ? done(null, permitted) : done(null, first.address, first.family);
    });
  };
  return {
    permitsUrl(url) {
      const literal = literalOf(hostOf(url));
      return literal === null || permits(literal);
    },
    connector({ timeoutMs }) {
      // The lookup isn't called for a literal.
      const connect = buildConnector({ timeout: timeoutMs, lookup } as buildConnector.BuildOptions);
      return (target, done) => {
        const literal = literalOf(target.hostname);
        if (literal === null || permits(literal)) connect(target, done);
        else process.nextTick(done, refusal(), null);
      };
    },
  };
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}

/** The address of a host that is a literal; the URL parser has brought it into its usual notation. */
function literalOf(host: string): string | null {
  const address = withoutZone(host.replace(/^\[|\]$/g, ''));
  return isIP(address) === 0 ? null : address;
}

/** A resolver adds the network interface to a link-local address. */
const withoutZone = (address: string): string => address.replace(/%.*$/, '');

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const refusal = (): Error => Object.assign(new Error('the address is not permitted'), { code: EGRESS_REFUSED });
