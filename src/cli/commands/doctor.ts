import { Command, Option } from 'commander';
import type { DoctorReport } from '../../cliContract/doctor.ts';
import { SERVICE_PORT } from '../../service/port.ts';
import { type DiagnosisOptions, diagnose } from '../doctor/diagnose.ts';
import { printReport } from '../doctor/report.ts';
import { providerOption } from '../options/providerOption.ts';
import { printResult } from '../output/output.ts';
import { cancellable } from '../running/cancellable.ts';

const SERVICE = `http://127.0.0.1:${SERVICE_PORT}`;

interface DoctorFlags extends DiagnosisOptions {
  readonly json?: boolean;
}

/** `doctor`: what works on this machine, what does not and what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('What works on this machine and what is missing; the report holds nothing personal.')
    .option('--model <folder>', 'model to try (default: the demo model)')
    .addOption(providerOption())
    .option('--remote <url>', 'a server to try; key in TELECHAT_REMOTE_KEY')
    .option('--remote-model <name>', "the server's name of the model (default: its first)")
    .option('--service <url>', 'where the service is, if it runs', SERVICE)
    .addOption(new Option('--editor <name and version>', 'the editor that asks').hideHelp())
    .option('--json', 'print one JSON object')
    .action(run);
}

async function run({ json, ...options }: DoctorFlags): Promise<void> {
  const report = await cancellable('the diagnosis', 'start it again when you like', (signal) =>
    diagnose(options, signal),
  );
  const printed: DoctorReport = { ...report, text: printReport(report) };
  printResult(printed, json ? { json } : {}, printed.text);
  // What did not answer may still be at work.
  process.exit();
}
