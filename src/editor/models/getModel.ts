import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RECOMMENDATION, type Recommendation } from '../../cliContract/modelsRecommend.ts';
import { UserError } from '../../shared/errors.ts';
import type { CliProgram } from '../cli/cliProgram.ts';
import { type Answer, askChoice, askText } from '../forms/step.ts';
import { withProgress } from '../progress.ts';
import type { PullRequest } from './modelPulls.ts';
import { machineText, obstacleText, type ReleaseItem, releaseItems } from './recommendation.ts';
import { tellServer } from './serverModel.ts';

/** The mirror that was used last. */
const MIRROR = 'models.mirror';

interface SourceItem extends vscode.QuickPickItem {
  readonly source: 'modelscope' | 'huggingface' | 'mirror' | 'folder';
}

/** `program` looks at the machine; `memory` has the mirror that was used last. */
export interface GetModelParts {
  readonly program: CliProgram;
  readonly memory: vscode.Memento;
}

/**
 * Asks which model to get and where from, with what suits this machine.
 * @returns undefined when the person leaves
 * @throws UserError when the disk has no room for what was chosen
 */
export async function askForModel({ program, memory }: GetModelParts): Promise<PullRequest | undefined> {
  const recommendation = await look(program);
  if (!recommendation) return undefined;
  for (;;) {
    const chosen = await askRelease(recommendation);
    if ('moved' in chosen) return undefined;
    const { assessment, server, other } = chosen.value;
    if (server) {
      await tellServer(server);
      return undefined;
    }
    if (other === 'folder') return pickFolder();
    if (assessment && !(await accepted(recommendation, chosen.value))) return undefined;
    const request = await askPlace(chosen.value, memory);
    if (!('moved' in request)) return request.value;
    if (request.moved === 'cancelled') return undefined;
  }
}

function look(program: CliProgram): Thenable<Recommendation | undefined> {
  return withProgress(l10n.t('Looking at this machine…'), (_, signal) =>
    program.run(RECOMMENDATION, ['models', 'recommend'], { signal }),
  );
}

function askRelease(recommendation: Recommendation): Promise<Answer<ReleaseItem>> {
  const items = releaseItems(recommendation);
  return askChoice({
    title: `${l10n.t('Get a Model')} · ${machineText(recommendation.machine)}`,
    step: 1,
    totalSteps: 2,
    items,
    active: items.find(({ assessment }) => assessment?.recommended),
    placeholder: l10n.t('Which model?'),
  });
}

/** A model that is too large is slow or fails, which a person may try; a full disk helps nobody. */
async function accepted({ machine }: Recommendation, { assessment }: ReleaseItem): Promise<boolean> {
  if (!assessment || assessment.obstacles.length === 0) return true;
  const { name } = assessment.release;
  const why = obstacleText(assessment, machine);
  if (assessment.obstacles.includes('disk')) {
    throw new UserError(
      name,
      why,
      l10n.t('free some space, or set TELECHAT_WRITER_MODELS to a folder on another disk'),
    );
  }
  const anyway = l10n.t('Get It Anyway');
  const message = l10n.t('{0} does not fit this machine.', name);
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail: why }, anyway);
  return answer === anyway;
}

async function pickFolder(): Promise<PullRequest | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Folder of a TeleChat checkpoint'),
      openLabel: l10n.t('Get This Model'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder && { from: folder.fsPath };
}

/** Asks where a release, or another repository, comes from. */
async function askPlace(
  { assessment }: ReleaseItem,
  memory: vscode.Memento,
): Promise<Answer<PullRequest | undefined>> {
  for (;;) {
    const source = await askSource();
    if ('moved' in source) return source;
    if (source.value === 'folder') return { value: await pickFolder() };
    const place = source.value === 'mirror' ? await askMirror(memory) : { value: source.value };
    if ('value' in place) {
      const release = assessment?.release;
      const hub = source.value === 'modelscope' ? 'modelscope' : 'huggingface';
      const id = release ? { value: release.repositories[hub] } : await askRepository();
      if ('value' in id) {
        const weights = release?.weights;
        return { value: { from: id.value, source: place.value, ...(weights ? { weights } : {}) } };
      }
      if (id.moved === 'cancelled') return id;
    } else if (place.moved === 'cancelled') return place;
  }
}

async function askSource(): Promise<Answer<SourceItem['source']>> {
  const items: SourceItem[] = [
    { label: 'ModelScope', description: l10n.t('fast in China'), source: 'modelscope' },
    { label: 'Hugging Face', description: 'huggingface.co', source: 'huggingface' },
    {
      label: l10n.t('A mirror…'),
      description: l10n.t('an address that serves as Hugging Face does'),
      source: 'mirror',
    },
    {
      label: l10n.t('A folder…'),
      description: l10n.t('a checkpoint that is on this machine'),
      source: 'folder',
    },
  ];
  const answer = await askChoice({
    title: l10n.t('Get a Model'),
    step: 2,
    totalSteps: 2,
    items,
    active: items[0],
    placeholder: l10n.t('Where from?'),
  });
  return 'value' in answer ? { value: answer.value.source } : answer;
}

async function askMirror(memory: vscode.Memento): Promise<Answer<string>> {
  const answer = await askText({
    title: l10n.t('Get a Model'),
    step: 2,
    totalSteps: 2,
    value: memory.get<string>(MIRROR, ''),
    prompt: l10n.t('Address of the mirror'),
    placeholder: 'https://mirror.example.com',
    validate: (value) =>
      /^https?:\/\/\S+$/.test(value.trim()) ? undefined : l10n.t('An address begins with https://'),
  });
  if (!('value' in answer)) return answer;
  const value = answer.value.trim();
  await memory.update(MIRROR, value);
  return { value };
}

async function askRepository(): Promise<Answer<string>> {
  const answer = await askText({
    title: l10n.t('Get a Model'),
    step: 2,
    totalSteps: 2,
    value: '',
    prompt: l10n.t('Repository of a TeleChat checkpoint, as <owner>/<name>'),
    placeholder: 'TeleAI/TeleChat2-7B',
    validate: (value) =>
      /^[\w.-]+\/[\w.-]+$/.test(value.trim()) ? undefined : l10n.t('Give <owner>/<name>'),
  });
  return 'value' in answer ? { value: answer.value.trim() } : answer;
}
