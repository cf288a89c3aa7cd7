import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  PortMessageReader,
  PortMessageWriter,
} from 'vscode-jsonrpc/node.js';
import { serve } from './server.ts';
import { watchParent } from './watchdog.ts';

/** Entry of the sidecar process, forked by SidecarEngine. */

// Inherited by the threads that compute: typing in the editor comes before writing for the editor.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
watchParent();
const worker = new Worker(new URL('./modelWorker.js', import.meta.url));
worker.once('error', (error) => {
  process.stderr.write(`model worker failed: ${error.stack ?? error.message}\n`);
  process.exit(1);
});
const model = createMessageConnection(new PortMessageReader(worker), new PortMessageWriter(worker));
const client = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
serve(client, model);
model.listen();
client.listen();
