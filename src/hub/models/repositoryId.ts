import { UsageError } from '../../shared/errors.ts';
import type { Hub, Repository } from './hubRepository.ts';

/** The hubs that have a name, and the variable that holds a person's token there. */
const HUBS = {
  modelscope: { endpoint: 'https://www.modelscope.cn', token: 'MODELSCOPE_API_TOKEN' },
  huggingface: { endpoint: 'https://huggingface.co', token: 'HF_TOKEN' },
} as const;

/** A hub that is called by its name; mirrors are called by their addresses. */
export type HubName = keyof typeof HUBS;

/** The pages of a repository, as a browser shows their addresses. */
const PAGES: Readonly<Record<HubName, RegExp>> = {
  modelscope: /^https:\/\/(?:www\.)?modelscope\.cn\/models\/([^/]+\/[^/?#]+)/,
  huggingface: /^https:\/\/huggingface\.co\/([^/]+\/[^/?#]+)/,
};

const ID = /^(?!\.)[\w.-]+\/(?!\.)[\w.-]+$/;

/**
 * Understands what a person calls a repository: `<owner>/<name>`, or the address of its page.
 * @param source `modelscope` (the default), `huggingface`, or the address of a mirror in Hugging Face's layout
 * @throws UsageError when it is neither, or the source is none
 */
export function parseRepository(
  text: string,
  source?: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Repository {
  for (const name of ['modelscope', 'huggingface'] as const) {
    const id = PAGES[name].exec(text)?.[1];
    if (id !== undefined) return { hub: hubOf(source ?? name, env), id: checkedId(id) };
  }
  return { hub: hubOf(source ?? 'modelscope', env), id: checkedId(text) };
}

/** What `parseRepository` takes for this hub as the source. */
export function sourceOf({ endpoint }: Hub): string {
  const names = ['modelscope', 'huggingface'] as const;
  return names.find((name) => HUBS[name].endpoint === endpoint) ?? endpoint;
}

function checkedId(id: string): string {
  if (ID.test(id)) return id;
  throw new UsageError(
    `the repository ${JSON.stringify(id)}`,
    'it is no repository id and no folder with a checkpoint',
    'give <owner>/<name>, the address of its page, or a folder',
  );
}

function hubOf(source: string, env: Readonly<Record<string, string | undefined>>): Hub {
  if (source === 'modelscope' || source === 'huggingface') {
    const { endpoint, token: variable } = HUBS[source];
    const token = env[variable];
    return { layout: source, endpoint, ...(token ? { token } : {}) };
  }
  const url = URL.canParse(source) ? new URL(source) : undefined;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) {
    return { layout: 'huggingface', endpoint: (url.origin + url.pathname).replace(/\/+$/, '') };
  }
  throw new UsageError(
    `the source ${JSON.stringify(source)}`,
    'it is neither a hub nor an address',
    'give modelscope, huggingface or the address of a mirror, such as https://mirror.example.com',
  );
}
