import { describe, expect, it } from 'vitest';
import { complaintAbout } from './run-snippets.ts';

const result = (exitCode: number, stdout: string) => ({ exitCode, stdout, stderr: '' });

describe('what is wrong with a script', () => {
  it('nothing, if it ends with 0 and prints all that it should', () => {
    expect(complaintAbout(result(0, 'vault  Valid\ndone\n'), [/^vault +Valid$/m, /done/])).toBeUndefined();
  });

  it('how it ended, before anything else', () => {
    expect(complaintAbout(result(2, 'done'), [/other/])).toBe('ended with 2');
  });

  it('every line that it did not print', () => {
    expect(complaintAbout(result(0, 'one'), [/one/, /two/, /three/])).toBe('did not print two nor three');
  });
});
