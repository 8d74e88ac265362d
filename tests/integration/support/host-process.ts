import { startApplication } from '../../../main/core/application.ts';
import { startBrowserHost } from '../../../main/hosts/browser/host.ts';
import { createLog } from '../../../main/platform/log.ts';
import { ruleClassifier } from './desk.ts';

/**
 * The browser host as a process that tests may kill: real workspace, real workers, real sockets. Only the grace time is
 * shorter and the classifier is a rule, so that a round takes a second and not ten.
 * Arguments: workspace folder, renderer folder, grace time in milliseconds.
 */
const [folder = '', rendererRoot = '', graceMs = '300'] = process.argv.slice(2);
const application = await startApplication({
  folder,
  classifier: ruleClassifier(),
  signIn: { user: 'mod-01', passphrase: null },
  host: 'browser',
  graceMs: Number(graceMs),
});
const host = await startBrowserHost({ application, rendererRoot, port: 0, log: createLog() });
process.stdout.write(`${JSON.stringify({ url: host.launchUrl() })}\n`);
