import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pidtree from 'pidtree';
import pidusage from 'pidusage';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import type { Pod } from './pod';

/** One pod of the StatefulSet, acted out: a process with an address and a folder of its own, and the kubelet that watches it. */
export class Replica {
  private child: ChildProcess | null = null;
  private isReady = false;
  private isLeaving = false;
  private watching = new AbortController();

  /** @param address on loopback */
  constructor(
    readonly address: string,
    private readonly port: number,
    private readonly folder: string,
    private readonly pod: Pod,
  ) {}

  /** As nginx and Prometheus name it. */
  get name(): string {
    return `${this.address}:${this.port}`;
  }

  /** Whether the service sends requests to it. */
  get isEndpoint(): boolean {
    return this.isReady && !this.isLeaving;
  }

  /** Starts it, and resolves when it is ready. */
  async start(): Promise<void> {
    this.watching = new AbortController();
    this.isLeaving = false;
    const env = {
      ...process.env,
      HOST: this.address,
      PORT: String(this.port),
      STORAGE_DIR: this.folder,
      LOG_FILE: 'off',
    };
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/serve.js')], {
      env,
      detached: true,
      stdio: 'ignore',
    });
    this.child = child;
    const { startup, readiness } = this.pod;
    for (let failures = 0; !(await this.answers(startup.path)); failures++) {
      if (failures > startup.failures) throw new Error(`Cannot start the replica ${this.name}`);
      await sleep(startup.periodMilliseconds);
    }
    this.isReady = true;
    void this.watch(this.watching.signal, readiness);
  }

  /** As `kubectl delete pod`, or a drained node: it is no endpoint any more, gets time until everybody knows, then SIGTERM. */
  async drain(): Promise<void> {
    this.isLeaving = true;
    await sleep(this.pod.preStopMilliseconds);
    await this.end('SIGTERM');
  }

  /** Its node loses power. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Resident memory of all its processes, in MiB. */
  async memory(): Promise<number> {
    const pids = await pidtree(this.child!.pid!, { root: true });
    const usages = await pidusage(pids);
    return Object.values(usages).reduce((sum, { memory }) => sum + memory, 0) / 2 ** 20;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.watching.abort();
    const { child } = this;
    if (child === null || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    process.kill(signal === 'SIGKILL' ? -child.pid! : child.pid!, signal);
    await exit;
    this.child = null;
    this.isReady = false;
  }

  private async watch(
    signal: AbortSignal,
    { path, periodMilliseconds, failures }: Pod['readiness'],
  ): Promise<void> {
    for (let failed = 0; !signal.aborted; ) {
      failed = (await this.answers(path)) ? 0 : failed + 1;
      if (!signal.aborted) this.isReady = failed < failures && (this.isReady || failed === 0);
      await sleep(periodMilliseconds);
    }
  }

  private async answers(resource: string): Promise<boolean> {
    const url = `http://${this.name}${resource}`;
    const signal = AbortSignal.timeout(this.pod.timeoutMilliseconds);
    return fetch(url, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
