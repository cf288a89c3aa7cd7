import { splitSentences } from '../../text/sentences.ts';
import { type Run, textOf } from '../document.ts';

/** The part of runs from one offset of their text up to another. */
function sliceRuns(runs: readonly Run[], start: number, end: number): Run[] {
  let offset = 0;
  return runs.flatMap((run) => {
    const from = Math.max(start - offset, 0);
    const text = run.text.slice(from, Math.max(end - offset, 0));
    offset += run.text.length;
    return text === '' ? [] : [{ ...run, text }];
  });
}

/** Cuts runs into the sentences of their text. */
export function sentencesOf(runs: readonly Run[]): Run[][] {
  return cut(runs, splitSentences(textOf(runs)));
}

/** Cuts runs into pieces of at most `length` characters, after a comma or a space where there is one. */
export function piecesOf(runs: readonly Run[], length: number): Run[][] {
  const pieces: string[] = [];
  let rest = textOf(runs);
  while (rest.length > length) {
    const [, head = rest.slice(0, length)] = /^([\s\S]*[，、；：,;\s])/.exec(rest.slice(0, length)) ?? [];
    pieces.push(head);
    rest = rest.slice(head.length);
  }
  return cut(runs, [...pieces, rest]);
}

/** @param texts pieces that joined are the text of the runs; those without words are left out */
function cut(runs: readonly Run[], texts: readonly string[]): Run[][] {
  let offset = 0;
  return texts.flatMap((text) => {
    const start = offset + (text.length - text.trimStart().length);
    const end = offset + text.trimEnd().length;
    offset += text.length;
    return start < end ? [sliceRuns(runs, start, end)] : [];
  });
}
