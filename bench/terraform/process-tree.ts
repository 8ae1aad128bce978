import { readdirSync, readFileSync } from 'node:fs';

const sampleEveryMs = 100;
const pageBytes = 4096;

interface ProcessEntry {
  readonly parent: number;
  readonly residentBytes: number;
}

/** Watches how much memory a process and all its descendants have together, until it is stopped. */
export function watchMemory(root: () => number | undefined): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    const pid = root();
    if (pid !== undefined) peak = Math.max(peak, residentBytes(pid, readProcesses()));
  }, sampleEveryMs);
  return {
    /** Returns the most that there was, in bytes: the sum of what is resident, pages that are shared counted twice. */
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Adds up the memory of a process and of its descendants, in bytes. */
export function residentBytes(root: number, processes: ReadonlyMap<number, ProcessEntry>): number {
  const belongs = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = processes.get(pid)?.parent ?? 0;
    return parent > 1 && belongs(parent);
  };
  return [...processes].filter(([pid]) => belongs(pid)).reduce((sum, [, { residentBytes: bytes }]) => sum + bytes, 0);
}

/** Processor time in ms of a process and of all its descendants that have ended and were waited for. */
export function processorTimeOfAll(pid: number): number {
  // The kernel counts user and system time in hundredths of a second: its own, then its children's.
  return fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

function readProcesses(): Map<number, ProcessEntry> {
  const processes = new Map<number, ProcessEntry>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = fieldsOf(readFileSync(`/proc/${name}/stat`, 'utf8'));
      processes.set(Number(name), { parent: Number(fields[1]), residentBytes: Number(fields[21]) * pageBytes });
    } catch {
      // It has ended meanwhile.
    }
  }
  return processes;
}

/** What follows the name in parentheses: state, parent, … */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
