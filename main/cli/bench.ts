import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ProblemError } from '../../common/errors.ts';
import { usage, type RegisterCommand } from './context.ts';

const GROUPS = ['classify', 'intake', 'queue', 'audit', 'trust', 'review', 'startup'] as const;
type Group = (typeof GROUPS)[number];

const figures = z.record(
  z.string(),
  z.looseObject({
    value: z.number(),
    unit: z.string(),
    baseline: z.number(),
    ratio: z.number(),
    n: z.number().int().positive(),
  }),
);

/** Measured figures by name, each beside its baseline from the same run. */
export type Figures = z.output<typeof figures>;

/** A module of `tests/bench`: one group of figures. */
interface BenchModule {
  readonly run: () => Promise<Figures>;
}

function moduleOf(group: Group): URL {
  return new URL(`../../tests/bench/${group}.ts`, import.meta.url);
}

function groupsOf(name: string): readonly Group[] {
  if (name === 'all') return GROUPS.filter((group) => existsSync(fileURLToPath(moduleOf(group))));
  const group = GROUPS.find((known) => known === name);
  if (group === undefined) throw usage(`There is no benchmark called ${name}. There are: ${GROUPS.join(', ')}, all.`);
  if (!existsSync(fileURLToPath(moduleOf(group)))) {
    throw new ProblemError(
      'BENCH_MISSING',
      `The benchmark ${name} comes with the source code, not with this installation.`,
    );
  }
  return [group];
}

export const registerBench: RegisterCommand = (program, context) => {
  program
    .command('bench')
    .description('measures this machine: each figure beside its baseline from the same run')
    .argument('[group]', `${GROUPS.join(', ')} or all`, 'all')
    .action(async (name: string) => {
      const surroundings = context();
      const measured: Figures = {};
      for (const group of groupsOf(name)) {
        surroundings.note(`Measuring ${group} …`);
        // eslint-disable-next-line no-unsanitized/method -- the address is that of one of our own files, from a closed list
        const { run } = (await import(moduleOf(group).href)) as BenchModule;
        Object.assign(measured, figures.parse(await run()));
      }
      await surroundings.result(measured, () =>
        Object.entries(measured)
          .map(
            ([figure, { value, unit, baseline, ratio, n }]) =>
              `${figure.padEnd(22)} ${format(value)} ${unit}, baseline ${format(baseline)}, ratio ${ratio.toFixed(3)}, n ${n}`,
          )
          .join('\n'),
      );
    });
};

function format(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value);
}
