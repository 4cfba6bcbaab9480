import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/lib/serve/production-bundle';

/** What the kubelet does with a pod, and when. */
export interface Pod {
  readonly startup: Probe;
  readonly readiness: Probe;
  readonly timeoutMilliseconds: number;
  readonly preStopMilliseconds: number;
  /** Memory that a node has to have left for it. */
  readonly memoryMib: number;
}

interface Probe {
  readonly path: string;
  readonly periodMilliseconds: number;
  /** In a row, after which the probe has failed. */
  readonly failures: number;
}

/**
 * How much faster probes follow each other here. How long one may take, and how long a replica waits until everybody knows that it is
 * no endpoint any more, are as in a cluster.
 */
const SPEED = 5;

/** Reads the manifests. */
export function readPod(): Pod {
  const file = path.join(ROOT, 'deploy/kubernetes/base/stateful-set.yaml');
  const [container] = parse(readFileSync(file, 'utf8')).spec.template.spec.containers;
  const { startupProbe, readinessProbe, lifecycle, resources } = container;
  return {
    startup: toProbe(startupProbe),
    readiness: toProbe(readinessProbe),
    timeoutMilliseconds: readinessProbe.timeoutSeconds * 1000,
    preStopMilliseconds: lifecycle.preStop.sleep.seconds * 1000,
    memoryMib: Number.parseInt(resources.requests.memory, 10),
  };
}

function toProbe(probe: {
  httpGet: { path: string };
  periodSeconds: number;
  failureThreshold: number;
}): Probe {
  return {
    path: probe.httpGet.path,
    periodMilliseconds: (probe.periodSeconds * 1000) / SPEED,
    failures: probe.failureThreshold * SPEED,
  };
}
