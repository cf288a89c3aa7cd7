import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { EngineError } from '../engineError.ts';
import type { HttpClient } from './httpClient.ts';
import { serverName } from './remoteFailure.ts';

const ModelSchema = v.object({
  id: v.string(),
  owned_by: v.nullish(v.string()),
  /** vLLM, and TeleChat Writer's own service: tokens of prompt and answer together. */
  max_model_len: v.nullish(v.number()),
  /** TeleChat Writer's own service: false for a model that knows only the wordings of its training. */
  follows_instructions: v.nullish(v.boolean()),
});
const ListSchema = v.object({ data: v.nullable(v.array(ModelSchema)) });

/** llama.cpp: the context that it was started with, which may be smaller than the model's. */
const PropsSchema = v.object({ default_generation_settings: v.object({ n_ctx: v.number() }) });

/** A model as a server lists it. */
export type ListedModel = v.InferOutput<typeof ModelSchema>;

/**
 * The models of an OpenAI-compatible server.
 * @returns undefined where nothing of the kind is there
 * @throws EngineError when there is no connection or the server refuses
 */
export async function listModels(
  client: HttpClient,
  base: string,
  signal: AbortSignal,
): Promise<ListedModel[] | undefined> {
  const response = await client.get(`${base}/models`, signal);
  if (!(response instanceof Response)) {
    if ([404, 405].includes(response.refusal.status)) return undefined;
    throw response.failure;
  }
  const list = v.safeParse(ListSchema, await response.json().catch(() => undefined));
  signal.throwIfAborted();
  return list.success ? (list.output.data ?? []) : undefined;
}

/** @throws EngineError when the person names no model and the server has none */
export function chooseModel(
  { options }: HttpClient,
  models: readonly ListedModel[],
  wanted: string | undefined,
): ListedModel {
  if (wanted) return models.find(({ id }) => id === wanted) ?? { id: wanted };
  const [first] = models;
  if (first) return first;
  throw new EngineError(
    'unavailable',
    serverName(options.host),
    l10n.t('it names no model'),
    l10n.t('load one there, or name it: {0}', options.settings.model),
  );
}

/** The context that a llama.cpp server was started with; undefined for any other server. */
export async function llamaContext(
  client: HttpClient,
  root: string,
  { owned_by }: ListedModel,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (owned_by !== 'llamacpp') return undefined;
  const response = await client.get(`${root}/props`, signal);
  if (!(response instanceof Response)) return undefined;
  const props = v.safeParse(PropsSchema, await response.json().catch(() => undefined));
  return props.success ? props.output.default_generation_settings.n_ctx : undefined;
}
