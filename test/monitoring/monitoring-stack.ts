import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { freePorts } from '../support/free-ports';

const PACKAGES = ['prometheus', 'prometheus-blackbox-exporter', 'prometheus-alertmanager'];
/** A minute of the rules lasts so many seconds here, so that an alert does not take minutes to fire. */
const SECONDS_OF_A_MINUTE = 4;

/** Where everything listens, on loopback. */
export interface Ports {
  readonly service: number;
  readonly prometheus: number;
  readonly blackbox: number;
  readonly alertmanager: number;
  readonly receiver: number;
}

/** @throws Error that names the command which installs what is missing */
export function requirePrograms(): void {
  const missing = PACKAGES.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  if (missing.length === 0) return;
  throw new Error(`Cannot find ${missing.join(', ')}: run \`sudo apt-get install -y ${missing.join(' ')}\``);
}

/** @returns ports that nobody listens on */
export async function freePortsOfAll(): Promise<Ports> {
  const [service, prometheus, blackbox, alertmanager, receiver] = await freePorts(5);
  return { service, prometheus, blackbox, alertmanager, receiver } as Ports;
}

/**
 * Copies `deploy/`, with its addresses and its pace changed: scrapes every second, and `for: 2m` is 8 seconds.
 * @returns the folder of the copies
 */
export async function configure(folder: string, ports: Ports): Promise<string> {
  const quicken = (text: string) =>
    text
      .replaceAll(/\b(15|10)s\b/g, '1s')
      .replaceAll(/\b(\d+)m\b/g, (_, minutes) => `${Number(minutes) * SECONDS_OF_A_MINUTE}s`);
  const readdress = (text: string) =>
    text
      .replaceAll('localhost:8000', `127.0.0.1:${ports.service}`)
      .replaceAll('localhost:9115', `127.0.0.1:${ports.blackbox}`)
      .replaceAll('localhost:9093', `127.0.0.1:${ports.alertmanager}`)
      .replaceAll('localhost:9099', `127.0.0.1:${ports.receiver}`);
  const unchanged = (text: string) => text;
  for (const [name, change] of [
    ['prometheus/prometheus.yml', quicken],
    ['prometheus/alerts.yml', quicken],
    ['alertmanager/alertmanager.yml', quicken],
    ['blackbox/blackbox.yml', unchanged],
  ] as const) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const source = await readFile(path.join(ROOT, 'deploy', name), 'utf8');
    await writeFile(file, readdress(change(source)));
  }
  return folder;
}

/** A program of the stack, in a process group of its own. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    private readonly closed: Promise<void>,
  ) {}

  static start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Program {
    const child = spawn(command, args, { cwd: ROOT, env, detached: true, stdio: 'ignore' });
    const closed = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    return new Program(child, closed);
  }

  /** Ends it and all its children, at once. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.pid !== undefined)
      process.kill(-this.child.pid, 'SIGKILL');
    await this.closed;
  }
}

/** What `npm start` runs, with its storage in the folder. */
export function startService(
  ports: Ports,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Program {
  const env = {
    ...process.env,
    // Versions beside each other, and a shadow: the dashboard compares them.
    TRAFFIC: JSON.stringify({ weights: { 'v2.0': 60, 'v1.0': 40 }, shadows: { 'v2.1-3x3': 100 } }),
    ...settings,
    HOST: '127.0.0.1',
    PORT: String(ports.service),
    STORAGE_DIR: path.join(folder, 'data'),
  };
  return Program.start(process.execPath, ['--import', 'tsx', 'scripts/serve.ts'], env);
}

/** Prometheus, its blackbox exporter and its Alertmanager, as Debian packs them. */
export function startMonitoring(ports: Ports, folder: string): Program[] {
  const listen = (port: number) => `--web.listen-address=127.0.0.1:${port}`;
  return [
    Program.start('prometheus-blackbox-exporter', [
      `--config.file=${path.join(folder, 'blackbox/blackbox.yml')}`,
      listen(ports.blackbox),
    ]),
    Program.start('prometheus-alertmanager', [
      `--config.file=${path.join(folder, 'alertmanager/alertmanager.yml')}`,
      `--storage.path=${path.join(folder, 'alertmanager-data')}`,
      '--cluster.listen-address=',
      listen(ports.alertmanager),
    ]),
    Program.start('prometheus', [
      `--config.file=${path.join(folder, 'prometheus/prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'prometheus-data')}`,
      listen(ports.prometheus),
    ]),
  ];
}
