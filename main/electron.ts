import * as electron from 'electron';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toProblem } from '../common/errors.ts';
import { prepareElectron, startElectronHost } from './hosts/electron/host.ts';
import { osKeychain } from './hosts/electron/keychain.ts';
import { openApplication } from './hosts/open-application.ts';
import { keepMemoryOutOfDumps } from './platform/dumps.ts';
import { createLog } from './platform/log.ts';

const { app, dialog } = electron;
keepMemoryOutOfDumps();

async function startDesktop(): Promise<void> {
  const { values } = parseArgs({
    options: { workspace: { type: 'string' }, as: { type: 'string' } },
    strict: false,
  });
  const { workspace, as: actor } = values as { workspace?: string; as?: string };
  const log = createLog();
  const application = await openApplication({
    workspace: workspace ?? null,
    actor: actor ?? null,
    passphrase: null,
    host: 'electron',
    keychain: await osKeychain(electron.safeStorage, process.platform),
    createMissing: true,
    log,
  });
  const host = startElectronHost({
    electron,
    application,
    rendererRoot: fileURLToPath(new URL('../renderer/', import.meta.url)),
    preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
    log,
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.once('before-quit', (event) => {
    event.preventDefault();
    const stop = host.close().then(() => application.close());
    void stop.finally(() => {
      app.exit(0);
    });
  });
  await host.openWindow();
}

// Electron becomes ready only after this module has run to its end, so nothing here may be awaited at the top level.
prepareElectron(electron);
const cli = process.argv.indexOf('--cli');
if (cli !== -1) {
  // The installed command line: the packaged program cannot be run as plain Node (its `runAsNode` fuse is off).
  void import('./cli/program.ts')
    .then(({ run }) => run(['quintet', 'quintet', ...process.argv.slice(cli + 1)]))
    .then((code) => {
      app.exit(code);
    });
} else if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    electron.BrowserWindow.getAllWindows()[0]?.focus();
  });
  app
    .whenReady()
    .then(startDesktop)
    .catch((thrown: unknown) => {
      dialog.showErrorBox('Quintet', toProblem(thrown).message);
      app.exit(1);
    });
} else {
  app.quit();
}
