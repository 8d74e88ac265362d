import { spawnSync } from 'node:child_process';
import { nativeEngineInstalled } from '../main/core/classifier/tensor-engine.ts';

/**
 * `npm run accelerate`: fetches the native part of @tensorflow/tfjs-node, the optional engine for larger models.
 * A plain installation never does this; the package's install script is denied there and allowed here, for this one
 * package. Needs network; about 850 MB on disk.
 */
const PACKAGE = '@tensorflow/tfjs-node';

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function fetchNativePart(): boolean {
  say(`Fetching the native part of ${PACKAGE} (about 850 MB). This needs network and some minutes.`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Names one package, so that only its script runs although the flag speaks of all.
  const command = ['rebuild', PACKAGE, '--dangerously-allow-all-scripts', '--foreground-scripts'];
  const result = spawnSync(npm, command, { stdio: 'inherit', shell: process.platform === 'win32' });
  return result.status === 0 && nativeEngineInstalled();
}

if (nativeEngineInstalled()) say('The TensorFlow engine is already installed. Use it with --engine node.');
else if (fetchNativePart()) say('Done. Use the TensorFlow engine with --engine node.');
else {
  say(
    'The TensorFlow engine could not be fetched: either there is no network here, or there is no build of it for this machine. Nothing else has changed; the built-in engine (wasm) works without it.',
  );
  process.exitCode = 3;
}
