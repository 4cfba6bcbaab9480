import { UserError } from '../user-error';

/** An image of a registry, by the name that people write. */
interface ImageName {
  readonly registry: URL;
  readonly repository: string;
  readonly tag: string;
}

/** An index of several platforms before the image of one: the digest then holds for all of them. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const DIGEST = /^sha256:[\da-f]{64}$/;

/** Lines of a Dockerfile or Compose file that name the image of a registry: whatever has a tag. */
const IMAGES = /^(FROM | *image: )([^\s@]+:[^\s@/]+)(?:@\S+)?(?=\s|$)/gm;

/**
 * Pins every image of a Dockerfile (`FROM`) or Compose file (`image:`) to a digest, behind its tag, which stays for
 * people and for Dependabot. Images without a tag are those that are built here.
 *
 * @param digestOf looks up the digest of an image
 */
export async function pinImages(text: string, digestOf: (image: string) => Promise<string>): Promise<string> {
  const images = new Set([...text.matchAll(IMAGES)].map(([, , image]) => image!));
  const digests = new Map<string, string>();
  for (const image of images) digests.set(image, await digestOf(image));
  return text.replaceAll(
    IMAGES,
    (_, start: string, image: string) => `${start}${image}@${digests.get(image)}`,
  );
}

/**
 * Asks the registry of an image for the digest that its tag has now
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md).
 *
 * @throws UserError if the registry cannot be reached, or does not know the image
 */
export async function lookUpDigest(image: string): Promise<string> {
  const { registry, repository, tag } = parseName(image);
  const address = new URL(`/v2/${repository}/manifests/${tag}`, registry);
  const ask = (headers: Record<string, string>) =>
    fetch(address, { method: 'HEAD', headers: { Accept: MANIFESTS, ...headers } });
  try {
    let answer = await ask({});
    if (answer.status === 401) {
      const token = await anonymousToken(answer.headers.get('www-authenticate') ?? '');
      answer = await ask({ Authorization: `Bearer ${token}` });
    }
    const digest = answer.headers.get('docker-content-digest') ?? '';
    if (answer.ok && DIGEST.test(digest)) return digest;
    throw new Error(`it answered ${answer.status}${answer.ok ? ' without a digest' : ''}`);
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new UserError(`Cannot look up ${image} at ${registry.host}: ${reason}`);
  }
}

/** As Docker reads names: without a host it is Docker Hub, and there without an owner one of the official images. */
function parseName(image: string): ImageName {
  const [, host, path, tag] = /^(?:([^/]*[.:][^/]*|localhost)\/)?([^:]+):(.+)$/.exec(image)!;
  if (host === undefined || host === 'docker.io') {
    const repository = path!.includes('/') ? path! : `library/${path}`;
    return { registry: new URL('https://registry-1.docker.io'), repository, tag: tag! };
  }
  const scheme = /^(?:localhost|127\.)/.test(host) ? 'http' : 'https';
  return { registry: new URL(`${scheme}://${host}`), repository: path!, tag: tag! };
}

/** @param challenge `Bearer realm="…",service="…",scope="…"` */
async function anonymousToken(challenge: string): Promise<string> {
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  );
  if (realm === undefined) throw new Error('it answered 401 without saying where to get a token');
  const answer = await fetch(`${realm}?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`${new URL(realm).host} answered ${answer.status}`);
  const { token, access_token = token } = (await answer.json()) as { token?: string; access_token?: string };
  if (access_token === undefined) throw new Error(`${new URL(realm).host} gave no token`);
  return access_token;
}
