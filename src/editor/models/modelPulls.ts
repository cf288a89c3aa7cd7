import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { UnfinishedPull } from '../../cliContract/modelsList.ts';
import { PULLED_MODEL } from '../../cliContract/modelsPull.ts';
import { VERIFIED_MODEL } from '../../cliContract/modelsVerify.ts';
import type { CliEvent } from '../../cliContract/progress.ts';
import { isAlive } from '../../shared/isAlive.ts';
import { cliEventText } from '../cli/cliEventText.ts';
import type { CliProgram } from '../cli/cliProgram.ts';
import { showFailure } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { pullKey } from './modelEntries.ts';
import { useModel } from './useModel.ts';

/** What to pull: as `models pull` takes it. */
export type PullRequest = Pick<UnfinishedPull, 'from' | 'source' | 'weights'>;

/** Where the pull that is under way is kept, for a window that is closed meanwhile. */
const UNDER_WAY = 'models.pullUnderWay';

interface UnderWay {
  readonly request: PullRequest;
  /** Process of the window that is at it. */
  readonly pid: number;
}

/** `program` pulls; `memory` has the pull under way, which the next window goes on with. */
export interface PullParts {
  readonly program: CliProgram;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  /** Called when what is in the models folder has changed. */
  readonly onChange: () => void;
}

/** The way of a model to this machine: downloaded, converted, verified and put to use, under a notification. */
export class ModelPulls {
  constructor(
    private readonly parts: PullParts,
    /** Keys of the pulls under way. */
    private readonly running: Set<string>,
  ) {}

  /** Starts a pull, or goes on with it, to its end; a second one of the same is not started. */
  async pull(request: PullRequest): Promise<void> {
    const key = pullKey(request);
    if (this.running.has(key)) return;
    const { memory, log, onChange } = this.parts;
    this.running.add(key);
    await memory.update(UNDER_WAY, { request, pid: process.pid } satisfies UnderWay);
    try {
      const name = await this.underNotification(request);
      void this.tellDone(name);
    } catch (error) {
      void showFailure(error, log);
    } finally {
      this.running.delete(key);
      await memory.update(UNDER_WAY, undefined);
      onChange();
    }
  }

  /** Offers to go on with the pull that the end of a window interrupted. */
  async offerInterrupted(): Promise<void> {
    const { memory } = this.parts;
    const found = memory.get<UnderWay>(UNDER_WAY);
    if (!found || isAlive(found.pid)) return;
    await memory.update(UNDER_WAY, undefined);
    const goOn = l10n.t('Continue');
    const message = l10n.t(
      'Getting the model {0} was interrupted. What was downloaded is kept.',
      found.request.from,
    );
    if ((await vscode.window.showInformationMessage(message, goOn)) === goOn) await this.pull(found.request);
  }

  private underNotification(request: PullRequest): Thenable<string> {
    return withProgress(l10n.t('Getting {0}', request.from), (report, signal) =>
      this.run(request, report, signal),
    );
  }

  /** @returns the model's name */
  private async run(
    request: PullRequest,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const { program, onChange } = this.parts;
    report(l10n.t('asking the source…'));
    const stages: Readonly<Record<string, string>> = {
      download: l10n.t('downloading'),
      import: l10n.t('converting'),
      verify: l10n.t('verifying'),
    };
    let stage = 'download';
    const onEvent = (event: CliEvent) => {
      if ('stage' in event) {
        stage = event.stage;
        onChange();
      }
      report(cliEventText(event, stages[stage] ?? stage));
    };
    const { name, model } = await program.run(PULLED_MODEL, pullArguments(request), { onEvent, signal });
    onChange();
    stage = 'verify';
    report(l10n.t('verifying'));
    await program.run(VERIFIED_MODEL, ['models', 'verify', model, '--progress', 'json'], {
      onEvent,
      signal,
    });
    await useModel(model);
    return name;
  }

  private async tellDone(name: string): Promise<void> {
    const write = l10n.t('Write a Document');
    const message = l10n.t('{0} is verified and in use.', name);
    if ((await vscode.window.showInformationMessage(message, write)) === write) {
      await vscode.commands.executeCommand('telechat.writeDocument');
    }
  }
}

function pullArguments({ from, source, weights }: PullRequest): string[] {
  return [
    'models',
    'pull',
    from,
    ...(source ? ['--source', source] : []),
    ...(weights ? ['--weights', weights] : []),
    '--progress',
    'json',
  ];
}
