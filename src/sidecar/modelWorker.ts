import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node.js';
import type { EngineInfo, GenerationEvent } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import {
  countTokensRequest,
  forgetRequest,
  generateRequest,
  generationProgress,
  initializeRequest,
  toResponseError,
} from '../engine/protocol.ts';
import { abortSignalOf } from '../shared/abort.ts';
import { readModelFolder } from '../telechat/folder/modelFolder.ts';
import { providerFor } from '../telechat/folder/modelProvider.ts';
import { ModelHost } from './modelHost.ts';
import { RequestQueue } from './queue.ts';

/** Entry of the worker thread that owns ONNX Runtime: the sidecar's own thread stays free for cancel and status. */

/** Lies beside this bundle. */
const PROBE = path.join(import.meta.dirname, 'probe.js');

if (!parentPort) throw new Error('modelWorker runs as a worker thread of the sidecar');
const connection = createMessageConnection(
  new PortMessageReader(parentPort),
  new PortMessageWriter(parentPort),
);
const queue = new RequestQueue();
let host: ModelHost | undefined;

function loaded(): ModelHost {
  if (!host)
    throw new EngineError('unavailable', 'the model', 'it is not loaded yet', 'wait for the start to end');
  return host;
}

connection.onRequest(initializeRequest, async (params, token) => {
  const { modelFolder, provider = 'auto', threads, speculation, savedCaches } = params;
  try {
    host?.release();
    const manifest = await readModelFolder(modelFolder);
    host = await ModelHost.load(modelFolder, {
      manifest,
      provider: await providerFor(manifest, provider, PROBE),
      ...(threads ? { threads } : {}),
      ...(speculation === undefined ? {} : { speculation }),
      ...(savedCaches ? { savedCaches } : {}),
      log: (line) => process.stderr.write(`${line}\n`),
    });
    const info: EngineInfo = {
      state: 'ready',
      model: host.name,
      provider: host.provider,
      contextLength: host.contextLength,
      followsInstructions: host.followsInstructions,
      continuesAnswers: true,
    };
    return info;
  } catch (error) {
    return toResponseError(error, abortSignalOf(token));
  }
});

connection.onRequest(generateRequest, async ({ token: progress, request }, token) => {
  const signal = abortSignalOf(token);
  try {
    const emit = (event: GenerationEvent) => {
      void connection.sendProgress(generationProgress, progress, event);
    };
    await queue.run(request.priority, signal, (giveWay) => loaded().generate(request, signal, giveWay, emit));
    return null;
  } catch (error) {
    return toResponseError(error, signal);
  }
});

connection.onRequest(countTokensRequest, async ({ conversation }, token) => {
  try {
    return await loaded().countTokens(conversation);
  } catch (error) {
    return toResponseError(error, abortSignalOf(token));
  }
});

connection.onRequest(forgetRequest, async ({ slot }, token) => {
  try {
    await host?.forget(slot);
    return null;
  } catch (error) {
    return toResponseError(error, abortSignalOf(token));
  }
});

connection.listen();
