import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../serve/production-bundle';
import type { Finding } from './finding';

const SECONDS = 10;

/** Checks a service that runs. */
export async function checkService(url: URL): Promise<Finding[]> {
  const alive = await ask(
    'alive',
    new URL('/livez', url),
    'start it, or look at what is between here and there',
  );
  if (alive.state === 'failed') return [alive];
  const picture = readFileSync(path.join(ROOT, 'docs/examples/seven.png'));
  return [
    alive,
    await ask('ready', new URL('/readyz?verbose', url), 'docs/runbook.md, DigitsNotReady'),
    await ask('prediction', new URL('/predict', url), 'docs/errors.md explains the code', {
      method: 'POST',
      body: picture,
    }),
  ];
}

async function ask(subject: string, url: URL, remedy: string, init: RequestInit = {}): Promise<Finding> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(SECONDS * 1000) });
    const body = await response.text();
    if (response.ok) return { subject, state: 'ok', message: `${url} answers ${response.status}` };
    return {
      subject,
      state: 'failed',
      message: `${url} answers ${response.status} ${body.slice(0, 300)}: ${remedy}`,
    };
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    return { subject, state: 'failed', message: `${url} does not answer (${reason}): ${remedy}` };
  }
}
