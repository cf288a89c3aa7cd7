import { messageOf, UsageError, UserError } from '../../shared/errors.ts';
import { machineFailure } from '../../shared/files/machineFailure.ts';
import { printWhole } from './standardOutput.ts';
import { terminalText } from './terminalText.ts';

/** `--json` prints one JSON object on stdout; otherwise a person reads `text`. */
export function printResult(result: object, options: { readonly json?: boolean }, text: string): void {
  printWhole(`${options.json ? JSON.stringify(result) : terminalText(text)}\n`);
}

/** Progress and logs go to stderr, so that stdout stays one JSON object. */
export function printProgress(line: string): void {
  process.stderr.write(`${terminalText(line)}\n`);
}

/** Prints `error: <what> — <why>; <what to do>` and returns the exit code: 2 for bad usage, 1 for any other failure. */
export function reportFailure(error: unknown): number {
  const told = error instanceof UserError ? error : machineFailure(error);
  const failure =
    told?.message ??
    `unexpected failure — ${messageOf(error)}; run \`telechat-writer doctor\` and report this`;
  process.stderr.write(`error: ${terminalText(failure)}\n`);
  return error instanceof UsageError ? 2 : 1;
}
