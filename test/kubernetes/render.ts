import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import type { Resource } from './strict-validation';

// biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they expect
export type Rendered = Resource & { readonly metadata: any; readonly spec: any; readonly data: any };

/** It renders the manifests; not every machine that tests has it. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).error === undefined;

/** What `kubectl apply --kustomize` would send. */
export function render(overlay: string): readonly Rendered[] {
  const folder = path.join(ROOT, 'deploy/kubernetes/overlays', overlay);
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS());
}
