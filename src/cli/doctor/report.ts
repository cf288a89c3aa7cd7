import type { Check, DoctorReport } from '../../cliContract/doctor.ts';

/** What a diagnosis found, without anything personal. */
export type Report = Omit<DoctorReport, 'text'>;

/** The report as text, to be read and to be sent. */
export function printReport(report: Report): string {
  const { version, platform, node, onnxruntime, editor, checks } = report;
  const head = [`TeleChat Writer ${version}`, platform, `Node ${node}`, `ONNX Runtime ${onnxruntime}`];
  return [[...head, ...(editor ? [editor] : [])].join(', '), ...checks.map(line)].join('\n');
}

function line({ name, works, optional, detail, nextStep }: Check): string {
  const state = works ? 'works  ' : optional ? 'unused ' : 'missing';
  return `${state} ${name}: ${detail}${nextStep ? `; ${nextStep}` : ''}`;
}
