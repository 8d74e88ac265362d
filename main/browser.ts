import { keepMemoryOutOfDumps } from './platform/dumps.ts';
import { runtimeProblem } from './platform/runtime.ts';

// The browser host as a program of its own: `serve` of the command line, with the same options.
const problem = runtimeProblem();
if (problem === null) {
  keepMemoryOutOfDumps();
  const { run } = await import('./cli/program.ts');
  const [node = '', script = '', ...options] = process.argv;
  process.exitCode = await run([node, script, 'serve', ...options]);
} else {
  process.stderr.write(`quintet: ${problem}\n`);
  process.exitCode = 3;
}
