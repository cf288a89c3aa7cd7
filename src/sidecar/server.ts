import type { MessageConnection } from 'vscode-jsonrpc/node.js';
import {
  CountTokensSchema,
  countTokensRequest,
  ForgetSchema,
  forgetRequest,
  GenerateSchema,
  generateRequest,
  generationProgress,
  InitializeSchema,
  initializeRequest,
  tokenOf,
  toResponseError,
  validate,
} from '../engine/protocol.ts';
import { abortSignalOf } from '../shared/abort.ts';

/**
 * Serves a client: checks what it sends, and passes requests, events and cancellation on to the model and back. Both
 * connections speak the same protocol.
 */
export function serve(client: MessageConnection, model: MessageConnection): void {
  client.onRequest(initializeRequest, (params, token) =>
    answer(abortSignalOf(token), (signal) =>
      model.sendRequest(initializeRequest, validate(InitializeSchema, params), tokenOf(signal)),
    ),
  );
  client.onRequest(countTokensRequest, (params, token) =>
    answer(abortSignalOf(token), (signal) =>
      model.sendRequest(countTokensRequest, validate(CountTokensSchema, params), tokenOf(signal)),
    ),
  );
  client.onRequest(forgetRequest, (params, token) =>
    answer(abortSignalOf(token), (signal) =>
      model.sendRequest(forgetRequest, validate(ForgetSchema, params), tokenOf(signal)),
    ),
  );
  client.onRequest(generateRequest, (params, cancellation) =>
    answer(abortSignalOf(cancellation), async (signal) => {
      const { token } = validate(GenerateSchema, params);
      const progress = model.onProgress(generationProgress, token, (event) => {
        void client.sendProgress(generationProgress, token, event);
      });
      try {
        return await model.sendRequest(generateRequest, params, tokenOf(signal));
      } finally {
        progress.dispose();
      }
    }),
  );
}

async function answer<T>(signal: AbortSignal, respond: (signal: AbortSignal) => Promise<T>) {
  try {
    return await respond(signal);
  } catch (error) {
    return toResponseError(error, signal);
  }
}
