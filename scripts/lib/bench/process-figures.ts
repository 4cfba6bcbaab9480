import { readFileSync } from 'node:fs';
import pidtree from 'pidtree';
import pidusage from 'pidusage';

/** CPU and memory of a process. */
export interface ProcessFigures {
  /** User and system time since the process started. */
  readonly cpuMilliseconds: number;
  readonly residentBytes: number;
}

/**
 * Finds the workerd process that this process has started.
 * @param known those that are meant by nobody, for instance of a server started earlier
 * @returns its process id
 * @throws Error when there is none
 */
export async function findWorkerd(known: readonly number[] = []): Promise<number> {
  const children = (await pidtree(process.pid)).filter((pid) => !known.includes(pid));
  const workerd = children.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'workerd');
  if (workerd === undefined) throw new Error('Cannot find a workerd process below this one');
  return workerd;
}

/** Reads the figures of a running process. */
export async function processFigures(pid: number): Promise<ProcessFigures> {
  const { ctime, memory } = await pidusage(pid);
  return { cpuMilliseconds: ctime, residentBytes: memory };
}
