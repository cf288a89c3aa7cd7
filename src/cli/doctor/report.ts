import type { Check } from './check.ts';

/** What a diagnosis found, without anything personal. */
export interface Report {
  readonly version: string;
  readonly platform: string;
  readonly node: string;
  readonly onnxruntime: string;
  /** The editor that asked, and its version. */
  readonly editor?: string;
  readonly memoryGiB: number;
  readonly freeMemoryGiB: number;
  readonly checks: readonly Check[];
}

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
