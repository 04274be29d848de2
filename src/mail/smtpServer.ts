/** A mail server, and how to speak to it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, as against STARTTLS. */
  readonly secure: boolean;
  /** Nothing is said without TLS: always where a password is. */
  readonly requireTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

/** RFC 8314: submission over TLS, and submission that becomes TLS. */
const PORTS: Readonly<Record<string, number>> = { 'smtps:': 465, 'smtp:': 587 };

/**
 * Reads `smtps://user:password@host:port` or `smtp://...`; what is special in user and password is percent-encoded. Null when it is no such
 * address.
 */
export function readSmtpUrl(text: string): SmtpServer | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const usual = PORTS[protocol];
  if (usual === undefined || hostname === '' || port === '0') return null;
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return null;
  const user = decoded(username);
  const pass = decoded(password);
  if (user === null || pass === null || (user === '') !== (pass === '')) return null;
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usual : Number(port),
    secure,
    requireTls: !secure && user !== '',
    auth: user === '' ? null : { user, pass },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
