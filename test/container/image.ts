import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

const PROGRAMS = ['buildah', 'debootstrap', 'nginx'];
/** A file system of Debian's smallest kind, kept for the next run: a mirror of Debian is in reach where no registry is. */
const DEBIAN = path.join(tmpdir(), 'digits-debian');
const DOCKERFILE = path.join(ROOT, 'deploy/docker/Dockerfile');
/** In place of those that the Dockerfile names. */
const BASE = 'localhost/base';
const NODE = 'localhost/node';
const IMAGE = 'localhost/digits';
const EXTRA_CERTIFICATES = '/etc/ssl/extra.pem';

/** What an image says about itself. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly Volumes: Readonly<Record<string, object>>;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** @throws Error that names the command which installs what is missing */
export function requirePrograms(): void {
  const missing = PROGRAMS.filter((name) => spawnSync('which', [name]).status !== 0);
  if (missing.length > 0)
    throw new Error(
      `Cannot find ${missing.join(', ')}: run \`sudo apt-get install -y buildah debootstrap nginx-light\``,
    );
  if (process.getuid?.() !== 0)
    throw new Error('Cannot build an image without a container engine: run this as root');
}

/** The image of deploy/docker/Dockerfile, built from a Debian of debootstrap's and the Node.js that runs this. */
export class Image {
  readonly config: ImageConfig;
  /** Bytes that it adds to the base image. */
  readonly addedBytes: number;
  /** Folder of its files. */
  readonly root: string;

  /** @param folder for the images; `remove()` has to be called before it is removed */
  constructor(readonly folder: string) {
    makeDebian();
    this.#makeBase();
    this.#makeNode();
    const stages = readFileSync(DOCKERFILE, 'utf8').matchAll(/^FROM (\S+)/gm);
    const [node, base] = [...stages].map(([, image]) => image);
    this.#buildah(
      ...['bud', '--isolation=chroot', '--format=docker', '--layers=false', '--pull-never'],
      ...[`--build-context=${node}=container-image://${NODE}`],
      ...[`--build-context=${base}=container-image://${BASE}`],
      // What the machine has downloaded already.
      `--volume=${path.join(homedir(), '.npm')}:/root/.npm`,
      ...['-f', DOCKERFILE, '-t', IMAGE, ROOT],
    );
    this.config = JSON.parse(this.#buildah('inspect', '--type=image', IMAGE)).Docker.config;
    this.addedBytes = this.#bytesOf(IMAGE) - this.#bytesOf(BASE);
    this.root = this.#buildah('mount', this.#buildah('from', '--pull-never', IMAGE));
  }

  /** Runs a command in the image as its user, on a read-only root, with `/data` in a folder and `/tmp` in memory. */
  run(command: readonly string[], data: string, environment: Readonly<Record<string, string>>): ChildProcess {
    const { User, Env, WorkingDir } = this.config;
    const variables = [...Env, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
    return spawn(
      'unshare',
      [
        ...['--mount', 'sh', '-ec', IN_IMAGE, 'run', this.root, data, User],
        ...['env', '-i', `--chdir=${WorkingDir}`, ...variables, ...command],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
  }

  remove(): void {
    this.#buildah('umount', '--all');
    this.#buildah('rm', '--all');
  }

  #makeBase(): void {
    const container = this.#buildah('from', 'scratch');
    this.#buildah('add', '--quiet', container, DEBIAN, '/');
    this.#buildah('commit', '--rm', '--quiet', container, BASE);
  }

  /** As the official image has it: Node.js and npm in /usr/local. */
  #makeNode(): void {
    const modules = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim();
    const container = this.#buildah('from', '--pull-never', BASE);
    const copy = (from: string, to: string) => this.#buildah('copy', '--quiet', container, from, to);
    copy(process.execPath, '/usr/local/bin/node');
    copy(path.join(modules, 'npm'), '/usr/local/lib/node_modules/npm');
    this.#buildah(
      ...['run', '--isolation=chroot', container, '--'],
      ...['ln', '-s', '../lib/node_modules/npm/bin/npm-cli.js', '/usr/local/bin/npm'],
    );
    const certificates = process.env.NODE_EXTRA_CA_CERTS;
    if (certificates !== undefined) {
      copy(certificates, EXTRA_CERTIFICATES);
      this.#buildah('config', `--env=NODE_EXTRA_CA_CERTS=${EXTRA_CERTIFICATES}`, container);
    }
    this.#buildah('commit', '--rm', '--quiet', container, NODE);
  }

  #bytesOf(image: string): number {
    const { Manifest } = JSON.parse(this.#buildah('inspect', '--type=image', image));
    const { layers } = JSON.parse(Manifest) as { readonly layers: readonly { readonly size: number }[] };
    return layers.reduce((bytes, { size }) => bytes + size, 0);
  }

  #buildah(...args: string[]): string {
    const store = [`--root=${this.folder}/images`, `--runroot=${this.folder}/running`];
    return execFileSync('buildah', [...store, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }
}

/** Keeps the mounts to itself, and becomes the command. Arguments: root, folder of the data, user, command. */
const IN_IMAGE = `
root=$1 data=$2 user=$3
shift 3
mount --bind "$root" "$root"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$data" "$root/data"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" "$root" "$@"`;

/** Once for all runs: it takes longer than all the rest. */
function makeDebian(): void {
  if (existsSync(DEBIAN)) return;
  const [, suite] = /^VERSION_CODENAME=(.+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))!;
  const draft = `${DEBIAN}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  execFileSync('debootstrap', ['--variant=minbase', suite!, draft], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const downloaded of ['var/cache/apt', 'var/lib/apt/lists'])
    rmSync(path.join(draft, downloaded), { recursive: true });
  renameSync(draft, DEBIAN);
}
