import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import nodeUtil from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../../common/errors.ts';
import type { EngineName } from './engine.ts';

export interface EngineOptions {
  readonly engine: EngineName;
  /** Folder with the `.wasm` files; null means the one of the installed package. */
  readonly wasmDir: string | null;
}

// Not called `require`: the build puts a constant of that name into every module that seems to use one.
const load = createRequire(import.meta.url);

/** Where an installed package lies, or null. */
function packageFolder(name: string): string | null {
  try {
    return dirname(load.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** Folder of the `.wasm` files that come with the installed backend. */
export function installedWasmDir(): string | null {
  const folder = packageFolder('@tensorflow/tfjs-backend-wasm');
  return folder === null ? null : join(folder, 'dist');
}

/** True when tfjs-node and its native library are on disk. Only looks; loads nothing. */
export function nativeEngineInstalled(): boolean {
  const folder = packageFolder('@tensorflow/tfjs-node');
  if (folder === null || !existsSync(join(folder, 'lib'))) return false;
  const versions = readdirSync(join(folder, 'lib'));
  return versions.some((version) => existsSync(join(folder, 'lib', version, 'tfjs_binding.node')));
}

async function useWasm(wasmDir: string | null): Promise<void> {
  const folder = wasmDir ?? installedWasmDir();
  if (folder === null || !existsSync(join(folder, 'tfjs-backend-wasm.wasm')))
    throw new ProblemError('ENGINE_MISSING', `The WebAssembly engine is not in ${folder ?? 'this installation'}.`);
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // The path is global to the process and can only be set before the backend starts.
  if (!started.has('wasm')) setWasmPaths(`${folder}/`);
}

async function useCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
}

/** tfjs-node 4.22 calls two helpers that Node 23 removed (tensorflow/tfjs issue 8609). */
function restoreRemovedHelpers(): void {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  util['isArray'] ??= (value: unknown): boolean => Array.isArray(value);
}

function useNative(): void {
  if (!nativeEngineInstalled())
    throw new ProblemError(
      'ENGINE_MISSING',
      'The TensorFlow engine is not installed on this machine. Run "npm run accelerate" where there is network, or use --engine wasm.',
    );
  restoreRemovedHelpers();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    load('@tensorflow/tfjs-node');
  } catch (cause) {
    throw new ProblemError('ENGINE_MISSING', 'The TensorFlow engine is installed but does not start here.', { cause });
  }
}

const BACKENDS: Readonly<Record<EngineName, string>> = { wasm: 'wasm', cpu: 'cpu', node: 'tensorflow' };
const started = new Set<EngineName>();

/**
 * Makes one TensorFlow.js backend the current one of this process and answers with the library.
 * Nothing is ever downloaded.
 * @throws ProblemError ENGINE_MISSING saying how to get it
 */
export async function startEngine({ engine, wasmDir }: EngineOptions): Promise<typeof tf> {
  tf.enableProdMode();
  if (engine === 'wasm') await useWasm(wasmDir);
  else if (engine === 'cpu') await useCpu();
  else useNative();
  const ready = await tf.setBackend(BACKENDS[engine]).catch(() => false);
  if (!ready) throw new ProblemError('ENGINE_MISSING', `The engine "${engine}" does not start on this machine.`);
  await tf.ready();
  started.add(engine);
  return tf;
}
