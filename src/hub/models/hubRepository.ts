import * as v from 'valibot';
import { UserError } from '../../shared/errors.ts';
import { parseAs } from '../../shared/files/jsonFile.ts';
import { explained, type RemoteFile } from '../download/download.ts';
import type { HttpAnswer, HubClient } from '../download/hubClient.ts';
import { type RetryOptions, withRetries } from '../download/retry.ts';

/** Pages of a listing; a repository of a model has one. */
const MAX_PAGES = 50;
/** Of one page. The listing of a model has some kilobytes. */
const MAX_PAGE_BYTES = 4 * 2 ** 20;

const NEXT_STEP = 'check the source, or choose another with --source';

/** A server of model repositories. */
export interface Hub {
  /** How its addresses look. A mirror has those of Hugging Face. */
  readonly layout: 'modelscope' | 'huggingface';
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly token?: string;
}

/** A repository of a hub. */
export interface Repository {
  readonly hub: Hub;
  /** `<owner>/<name>`. */
  readonly id: string;
}

/** The client to ask the hub with, and how patiently. */
export interface ListOptions extends Pick<RetryOptions, 'patience' | 'onRetry' | 'signal'> {
  readonly http: HubClient;
}

const bytes = v.pipe(v.number(), v.integer(), v.minValue(0));

const MODELSCOPE_JSON = v.object({
  Data: v.object({
    Files: v.array(
      v.object({ Path: v.string(), Type: v.string(), Size: bytes, Sha256: v.nullish(v.string()) }),
    ),
  }),
});

const HUGGINGFACE_JSON = v.array(
  v.object({
    path: v.string(),
    type: v.string(),
    size: v.optional(bytes, 0),
    oid: v.nullish(v.string()),
    lfs: v.nullish(v.object({ oid: v.string(), size: bytes })),
  }),
);

/** Files by path. */
export type Listing = ReadonlyMap<string, RemoteFile>;

/** The page of a repository, for people. */
export function pageOf({ hub, id }: Repository): string {
  return hub.layout === 'modelscope' ? `${hub.endpoint}/models/${id}` : `${hub.endpoint}/${id}`;
}

/**
 * Asks the hub which files a repository has.
 * @throws UserError when it cannot be reached, has no such repository, or answers what no hub does; the signal's reason
 *   when aborted
 */
export async function listRepository(repository: Repository, options: ListOptions): Promise<Listing> {
  const files =
    repository.hub.layout === 'modelscope'
      ? await listModelScope(repository, options)
      : await listHuggingFace(repository, options);
  for (const path of files.keys()) refuseOutside(path, repository);
  return files;
}

async function listModelScope(repository: Repository, options: ListOptions): Promise<Listing> {
  const { hub, id } = repository;
  const url = new URL(`${hub.endpoint}/api/v1/models/${id}/repo/files?Revision=master&Recursive=true`);
  const { json } = await getJson(url, hub, options);
  const { Data } = parseAs(MODELSCOPE_JSON, json, url.href, NEXT_STEP);
  return new Map(
    Data.Files.filter(({ Type }) => Type !== 'tree').map((file) => [
      file.Path,
      remoteFile(hub, `${pageOf(repository)}/resolve/master/`, file.Path, file.Size, file.Sha256, undefined),
    ]),
  );
}

async function listHuggingFace(repository: Repository, options: ListOptions): Promise<Listing> {
  const { hub, id } = repository;
  const files = new Map<string, RemoteFile>();
  let url: URL | undefined = new URL(`${hub.endpoint}/api/models/${id}/tree/main?recursive=true`);
  for (let page = 0; url && page < MAX_PAGES; page++) {
    const { json, answer } = await getJson(url, hub, options);
    for (const { type, path, size, oid, lfs } of parseAs(HUGGINGFACE_JSON, json, url.href, NEXT_STEP)) {
      if (type !== 'file') continue;
      const base = `${pageOf(repository)}/resolve/main/`;
      files.set(path, remoteFile(hub, base, path, lfs?.size ?? size, lfs?.oid, lfs ? undefined : oid));
    }
    url = nextPage(url, answer.header('link'));
  }
  return files;
}

function remoteFile(
  { token }: Hub,
  base: string,
  path: string,
  size: number,
  sha256: string | null | undefined,
  gitId: string | null | undefined,
): RemoteFile {
  const url = new URL(base + path.split('/').map(encodeURIComponent).join('/'));
  const known = { url, bytes: size, ...(token === undefined ? {} : { token }) };
  if (sha256 && /^[0-9a-f]{64}$/i.test(sha256)) {
    return { ...known, hash: { kind: 'sha256', hex: sha256.toLowerCase() } };
  }
  if (gitId && /^[0-9a-f]{40}$/i.test(gitId)) {
    return { ...known, hash: { kind: 'git', hex: gitId.toLowerCase() } };
  }
  return known;
}

/** The address that a Link header calls the next one, if it is the same server's. */
function nextPage(url: URL, link: string | undefined): URL | undefined {
  const [, address] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (address === undefined || !URL.canParse(address, url.href)) return undefined;
  const next = new URL(address, url.href);
  return next.origin === url.origin ? next : undefined;
}

async function getJson(
  url: URL,
  { token }: Hub,
  { http, ...options }: ListOptions,
): Promise<{ readonly json: unknown; readonly answer: HttpAnswer }> {
  try {
    const { content, answer } = await withRetries(async () => {
      const answer = await http.get(url, { token, signal: options.signal });
      return { answer, content: await textOf(answer, url) };
    }, options);
    return { answer, json: parseJson(content, url) };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explained(error, url);
  }
}

async function textOf(answer: HttpAnswer, url: URL): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_PAGE_BYTES) {
      answer.discard();
      throw new UserError(url.href, 'the answer is longer than any listing of a model', NEXT_STEP);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(content: string, url: URL): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UserError(url.href, 'the answer is not that of a hub of models', NEXT_STEP, { cause: error });
  }
}

function refuseOutside(path: string, repository: Repository): void {
  const parts = path.split(/[/\\]/);
  if (parts.every((part) => part !== '' && part !== '..' && part !== '.') && !path.includes('\0')) return;
  throw new UserError(
    `the repository ${repository.id}`,
    `it has a file ${JSON.stringify(path)}, which would lie outside its folder`,
    'do not trust this source; choose another with --source',
  );
}
