import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildRenderer, isRendererStale } from './build.ts';

const PLAYWRIGHT = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
const CONFIGURATION = fileURLToPath(new URL('../tests/pictures/playwright.config.ts', import.meta.url));

/** Takes the pictures in docs/pictures again, from throwaway workspaces; further words choose some by their title. */
if (await isRendererStale()) await buildRenderer();
const chosen = process.argv.slice(2).flatMap((title) => ['-g', title]);
const child = spawn(process.execPath, [PLAYWRIGHT, 'test', '-c', CONFIGURATION, ...chosen], { stdio: 'inherit' });
const [code] = (await once(child, 'close')) as [number | null];
process.exitCode = code ?? 1;
