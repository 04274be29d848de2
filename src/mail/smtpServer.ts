/** A mail server and how to connect to it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, instead of STARTTLS. */
  readonly secure: boolean;
  /** Nothing is sent without TLS. Always true when there is a password. */
  readonly requireTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

/** RFC 8314: submission with implicit TLS, and with STARTTLS. */
const PORTS: Readonly<Record<string, number>> = { 'smtps:': 465, 'smtp:': 587 };

/**
 * Parses `smtps://user:password@host:port` or `smtp://...`; special characters in user and password are percent-encoded. Returns null when
 * the address is invalid.
 */
export function readSmtpUrl(text: string): SmtpServer | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const defaultPort = PORTS[protocol];
  if (defaultPort === undefined || hostname === '' || port === '0') return null;
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return null;
  const user = decoded(username);
  const pass = decoded(password);
  if (user === null || pass === null || (user === '') !== (pass === '')) return null;
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? defaultPort : Number(port),
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
