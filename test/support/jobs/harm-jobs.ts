import { readFileSync, writeFileSync } from 'node:fs';

/** Shares of what goes wrong. */
export interface JobFaults {
  /** Of calls of the bucket: half of them do their work before they fail. */
  readonly bucket: number;
  /** Of messages: delivered twice, one after the other. */
  readonly redelivered: number;
  /** Of messages: the consumer fails before it has begun, so that the queue delivers it again. */
  readonly consumer: number;
}

/**
 * Has the bucket and the consumers of a bundle fail at random.
 * @param entry of a copy of the bundle
 */
export function harmJobs(entry: string, { bucket, redelivered, consumer }: JobFaults): void {
  const text = readFileSync(entry, 'utf8');
  const handler = /([\w$]+) as default\}/.exec(text)![1]!;
  const code = `
import { env as faultyEnv } from "cloudflare:workers";
const objects = Object.getPrototypeOf(faultyEnv.JOB_BUCKET);
for (const name of ["get", "put", "list"]) {
  const work = objects[name];
  objects[name] = async function (...args) {
    const chance = Math.random();
    if (chance < ${bucket / 2}) throw new Error("the bucket is broken");
    const result = await work.apply(this, args);
    if (chance < ${bucket}) throw new Error("the bucket is broken, too late");
    return result;
  };
}
const harmedHandler = { ...${handler}, async queue(batch, ...rest) {
  if (Math.random() < ${consumer}) throw new Error("the consumer is broken");
  await ${handler}.queue(batch, ...rest);
  if (Math.random() < ${redelivered}) await ${handler}.queue(batch, ...rest);
} };`;
  writeFileSync(entry, `${text.replace(`${handler} as default}`, 'harmedHandler as default}')}\n${code}\n`);
}
