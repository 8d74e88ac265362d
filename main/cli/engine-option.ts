import { ENGINE_NAMES, type EngineName } from '../core/classifier/engine.ts';
import { usage } from './context.ts';

/** Parses `--engine`. */
export function engineOption(text: string): EngineName {
  const engine = ENGINE_NAMES.find((name) => name === text);
  if (engine === undefined) throw usage(`--engine must be one of ${ENGINE_NAMES.join(', ')}.`);
  return engine;
}

export const ENGINE_HELP = 'what computes: wasm (default), cpu, or node (TensorFlow, see npm run accelerate)';
export const DEFAULT_ENGINE: EngineName = 'wasm';
