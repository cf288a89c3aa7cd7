import { expect, it } from 'vitest';
import { onWindowsPath } from '../../../src/shared/files/windowsPath.ts';

const NAME = 'cudart64_13.dll';

it('Windows’ libraries and programs are found in the system’s folders, never in the working directory', () => {
  const variables = {
    SystemRoot: 'C:\\Windows',
    CUDA_PATH: 'C:\\CUDA\\v13',
    Path: '.;;bin;\\bin;C:bin;"C:\\Program Files\\NVIDIA";D:\\tools',
  };
  const looked: string[] = [];
  const found = (there?: string) =>
    onWindowsPath(NAME, variables, (file) => {
      looked.push(file);
      return file === there;
    });
  expect(found()).toBeUndefined();
  expect(looked).toEqual(
    [
      'C:\\Windows\\System32',
      'C:\\CUDA\\v13\\bin',
      'C:\\CUDA\\v13\\bin\\x64',
      'C:\\Program Files\\NVIDIA',
      'D:\\tools',
    ].map((folder) => `${folder}\\${NAME}`),
  );
  expect(found(`C:\\CUDA\\v13\\bin\\${NAME}`)).toBe(`C:\\CUDA\\v13\\bin\\${NAME}`);
  expect(onWindowsPath(NAME, {}, () => true)).toBeUndefined();
});
