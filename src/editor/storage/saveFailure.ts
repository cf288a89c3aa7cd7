import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { messageOf, UserError } from '../../shared/errors.ts';
import { isDiskFull } from '../../shared/files/diskFull.ts';
import { showFailure } from '../failure.ts';

/** Tells a person that something cannot be saved: once, and again only after it could be. */
export class SaveFailure {
  private isTold = false;

  /**
   * @param what the thing that is saved
   * @param nextStep what a person can do so that nothing is lost
   */
  constructor(
    private readonly what: string,
    private readonly nextStep: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Logs each failure; shows one only if it is the first since the last success. */
  tell(cause: unknown): void {
    this.log.error(`${this.what} cannot be saved: ${messageOf(cause)}`);
    if (this.isTold) return;
    this.isTold = true;
    const why = isDiskFull(cause) ? l10n.t('the disk is full') : messageOf(cause);
    void showFailure(new UserError(this.what, why, this.nextStep, { cause }), this.log);
  }

  /** It could be saved. */
  end(): void {
    this.isTold = false;
  }
}
