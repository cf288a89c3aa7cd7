import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/root.ts';

/** `file:line` of each exported declaration without a comment of its own; what is passed on from another file has one there. */
function undocumented(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((statement) => isExported(statement) && !hasDocComment(statement, source))
    .map((statement) => {
      const { line } = source.getLineAndCharacterOfPosition(statement.getStart());
      return `${file}:${line + 1}: ${statement.getText().split('\n', 1)[0]}`;
    });
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** A blank line between them makes it a comment on the file. */
function hasDocComment(statement: ts.Statement, source: ts.SourceFile): boolean {
  const comment = ts.getJSDocCommentsAndTags(statement).findLast(ts.isJSDoc);
  if (!comment) return false;
  return !/\n\s*\n/.test(source.text.slice(comment.end, statement.getStart()));
}

describe('What src/ exports', () => {
  it('has a doc comment', () => {
    const names = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => name.endsWith('.ts')).map((name) => path.join('src', name));
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((file) => undocumented(file, readFileSync(path.join(root, file), 'utf8')));
    expect(found.sort()).toEqual([]);
  });

  it.each([
    ['none', 'export const A = 1;', 1],
    ['one of another kind', '// A.\nexport function a() {}', 1],
    ['one on the file', '/** A file. */\n\nexport type A = 1;', 1],
    ['one of its own', '/** A number. */\nexport const A = 1;', 0],
    ['re-exported', "export { a } from './a.ts';\nexport * from './b.ts';", 0],
    ['not exported', 'const a = 1;', 0],
  ])('is looked through for comments: %s', (_case, text, missing) => {
    expect(undocumented('a.ts', text)).toHaveLength(missing);
  });
});
