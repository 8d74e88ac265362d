import { writeFileSync } from 'node:fs';

/** Which memory the kernel writes into a core file of this process and its children: none (core(5), Linux). */
const FILTER = '/proc/self/coredump_filter';

/**
 * Keeps memory out of files that are written when a process fails. On Linux a core file then holds no memory of ours,
 * whatever limit the machine sets; Node's own reports are switched off everywhere. Other systems decide for themselves
 * whether they write core files.
 */
export function keepMemoryOutOfDumps(): void {
  const { report } = process;
  report.reportOnFatalError = false;
  report.reportOnSignal = false;
  report.reportOnUncaughtException = false;
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(FILTER, '0');
  } catch {
    // A container may hide the file; the program is none the worse for it.
  }
}
