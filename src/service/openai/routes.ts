import { type Context, Hono } from 'hono';
import { raceAbort } from '../../shared/abort.ts';
import type { Generations } from '../http/generations.ts';
import { readJson } from '../http/requestBody.ts';
import { ServiceError } from '../http/serviceError.ts';
import { chatCompletion, chatCompletionChunks, parseChatRequest } from './chatCompletions.ts';
import { completion, completionChunks, parseCompletionRequest } from './completions.ts';
import { sendEvents } from './serverSentEvents.ts';

/** OpenAI's API, under /v1, as its own client libraries use it. */
export function openaiRoutes(generations: Generations): Hono {
  const started = now();
  const model = async (signal: AbortSignal) => raceAbort(generations.engine().info(), signal);

  const listed = async (c: Context) => {
    const { model: id, contextLength, followsInstructions } = await model(c.req.raw.signal);
    const openai = { id, object: 'model', created: started, owned_by: 'telechat' };
    // What a remote engine of ours asks for beyond: vLLM's name of the context's length, and which wordings the model knows.
    return { ...openai, max_model_len: contextLength, follows_instructions: followsInstructions };
  };

  return new Hono()
    .get('/models', async (c) => c.json({ object: 'list', data: [await listed(c)] }))
    .get('/models/:id{.+}', async (c) => {
      const found = await listed(c);
      if (found.id === c.req.param('id')) return c.json(found);
      throw new ServiceError(404, 'model_not_found', `the model here is ${found.id}`, 'model');
    })
    .post('/chat/completions', async (c) => {
      const { signal } = c.req.raw;
      const json = await readJson(c.req.raw);
      const { request, reply } = await parseChatRequest(json, generations.engine(), signal);
      if (reply.stream)
        return sendEvents(c, chatCompletionChunks(generations.stream(request, signal), reply));
      return c.json(chatCompletion(await generations.answer(request, signal), reply));
    })
    .post('/completions', async (c) => {
      const { signal } = c.req.raw;
      const json = await readJson(c.req.raw);
      const { request, reply } = parseCompletionRequest(json, await model(signal));
      if (reply.stream) return sendEvents(c, completionChunks(generations.stream(request, signal), reply));
      return c.json(completion(await generations.answer(request, signal), reply));
    });
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
