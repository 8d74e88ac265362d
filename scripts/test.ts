import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from '../main/platform/installed-electron.ts';
import { runtimeProblem } from '../main/platform/runtime.ts';
import { ensureChromium } from './browser.ts';
import { add, judge, lastLine, NOTHING, tallyOfPlaywright, tallyOfVitest, type Tally } from './test-report.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Compiled code of every process the tests start, workers included: starting them is most of what the tests do. */
const COMPILED = join(ROOT, 'node_modules/.cache/compiled');
const reports = mkdtempSync(join(tmpdir(), 'quintet-test-'));

interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

interface Step {
  readonly name: string;
  /** Keeps one core busy, so that two of its kind run side by side. */
  readonly narrow: boolean;
  run(): Promise<{ tally: Tally; output: string }>;
}

/** Runs a program below node_modules with this Node.js, keeping its output until it is known whether it matters. */
function program(entry: string, options: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', entry), ...options], {
      cwd: ROOT,
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => {
      resolve({ exitCode: 1, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ exitCode: code ?? 1, output });
    });
  });
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A step that is right or wrong as a whole. */
function check(name: string, entry: string, ...options: string[]): Step {
  return {
    name,
    narrow: true,
    run: async () => {
      const { exitCode, output } = await program(entry, options);
      return { tally: exitCode === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 }, output };
    },
  };
}

function vitest(project: string): Step {
  return {
    name: project,
    narrow: false,
    run: async () => {
      const file = join(reports, `${project}.json`);
      const options = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile=${file}`];
      const { exitCode, output } = await program('vitest/vitest.mjs', options);
      return { tally: judge(tallyOfVitest(readReport(file)), exitCode), output };
    },
  };
}

const endToEnd: Step = {
  name: 'end to end',
  narrow: false,
  run: async () => {
    const chromium = ensureChromium();
    if ('missing' in chromium) return { tally: { ...NOTHING, failed: 1 }, output: chromium.missing };
    const file = join(reports, 'e2e.json');
    const { exitCode, output } = await program('@playwright/test/cli.js', ['test'], {
      QUINTET_E2E_REPORT: file,
      QUINTET_BROWSER: chromium.path,
    });
    return { tally: judge(tallyOfPlaywright(readReport(file)), exitCode), output };
  },
};

const TYPESCRIPT = 'typescript/bin/tsc';
const STEPS: readonly Step[] = [
  check('lint', 'eslint/bin/eslint.js', '.'),
  ...['common', 'main', 'renderer', 'tests'].map((layer) => check(`types of ${layer}`, TYPESCRIPT, '-p', layer)),
  check('format', 'prettier/bin/prettier.cjs', '--check', '.'),
  { ...check('build', '../scripts/build.ts'), narrow: false },
  vitest('unit'),
  vitest('integration'),
  vitest('packaging'),
  endToEnd,
];

/** Every step, or those whose name contains one of the words: `npm test -- types lint`. */
function chosen(words: readonly string[]): readonly Step[] {
  return words.length === 0 ? STEPS : STEPS.filter(({ name }) => words.some((word) => name.includes(word)));
}

/** Runs one step and says how it went. */
async function runStep(step: Step): Promise<Tally> {
  const start = performance.now();
  const { tally, output } = await step.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (tally.failed > 0) process.stdout.write(`\n${output}\n`);
  const outcome = tally.failed > 0 ? 'FAILED' : 'ok';
  process.stdout.write(`${outcome.padEnd(7)} ${step.name.padEnd(18)} ${lastLine(tally)} (${seconds} s)\n`);
  return tally;
}

/** The narrow steps two at a time, then the others one after the other. */
async function runAll(steps: readonly Step[]): Promise<Tally> {
  let total = NOTHING;
  const waiting = steps.filter(({ narrow }) => narrow);
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const tally = await runStep(step);
      total = add(total, tally);
    }
  };
  await Promise.all([lane(), lane()]);
  for (const step of steps.filter(({ narrow }) => !narrow)) total = add(total, await runStep(step));
  return total;
}

const problem = runtimeProblem();
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 3;
} else {
  try {
    const steps = chosen(process.argv.slice(2));
    if (steps.length === 0) process.stdout.write(`There are: ${STEPS.map(({ name }) => name).join(', ')}.\n`);
    const electron = findElectron();
    if ('missing' in electron) {
      process.stdout.write(`The desktop host is checked against a stand-in: ${electron.missing}.\n`);
    }
    const total = judge(await runAll(steps), 0);
    process.stdout.write(`${lastLine(total)}\n`);
    process.exitCode = total.failed === 0 ? 0 : 1;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}
