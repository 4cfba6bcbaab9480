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
 * Finds the workerd process started by a process.
 * @param parent default: this one
 * @returns its process id
 * @throws Error when there is none
 */
export async function findWorkerd(parent = process.pid): Promise<number> {
  const children = await pidtree(parent);
  const workerd = children.find((pid) => nameOf(pid) === 'workerd');
  if (workerd === undefined) throw new Error(`Cannot find a workerd process below process ${parent}`);
  return workerd;
}

/** The name of a process, or null if it has ended in the meantime. */
function nameOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
}

/** Reads the figures of a running process. */
export async function processFigures(pid: number): Promise<ProcessFigures> {
  const { ctime, memory } = await pidusage(pid);
  return { cpuMilliseconds: ctime, residentBytes: memory };
}
