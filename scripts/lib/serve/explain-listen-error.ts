/** The address on which a server should listen. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/** Errors of `listen()`; operations on files fail with some of the same codes. */
const SYSTEM_CALLS = ['listen', 'bind', 'getaddrinfo'];

/**
 * Explains in one line why a server cannot listen, and the remedy.
 *
 * @param error the error of `listen()`
 * @returns null for other failures
 */
export function explainListenError(error: unknown, { host, port }: Address): string | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!SYSTEM_CALLS.includes(syscall ?? '')) return null;
  const cannot = `Cannot listen on ${host.includes(':') ? `[${host}]` : host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${cannot}: another program uses this port; stop it, or choose another port with PORT=${otherPort(port)}`;
    case 'EACCES':
    case 'EPERM':
      return `${cannot}: ports below 1024 are reserved for the administrator; choose another port with PORT=8000`;
    case 'EADDRNOTAVAIL':
      return `${cannot}: this machine does not have that address; set HOST to one of its own, or to 0.0.0.0 for all of them`;
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return `${cannot}: this machine cannot use that kind of address; set HOST to 127.0.0.1, or to 0.0.0.0 for all its addresses`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return `${cannot}: no address is known for the name "${host}"; set HOST to an IP address of this machine`;
    default:
      return null;
  }
}

function otherPort(port: number): number {
  return port < 65_535 ? port + 1 : port - 1;
}
