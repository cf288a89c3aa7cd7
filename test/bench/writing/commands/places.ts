import path from 'node:path';

/** Where things lie in the repository. */
export function placesOf(root: string) {
  const bench = path.join(root, 'test/bench/writing');
  return {
    cli: path.join(root, 'dist/cli.js'),
    tasks: path.join(bench, 'tasks'),
    rubric: path.join(bench, 'reading/rubric.md'),
    /** Folders of programs whose Chinese is all prompts. */
    prompts: [path.join(root, 'src/writing/prompts'), path.join(bench, 'arms')],
  };
}
