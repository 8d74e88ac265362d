import { keepMemoryOutOfDumps } from './platform/dumps.ts';
import { runtimeProblem } from './platform/runtime.ts';

const problem = runtimeProblem();
if (problem === null) {
  keepMemoryOutOfDumps();
  const { run } = await import('./cli/program.ts');
  process.exitCode = await run(process.argv);
} else {
  process.stderr.write(`quintet: ${problem}\n`);
  process.exitCode = 3;
}
