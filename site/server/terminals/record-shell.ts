import type { Shell } from '#containers/contract/environment.ts';
import type { Recording } from './recording.ts';

/** The same shell; what it prints is recorded as well, and what is typed is not. */
export function recordShell(shell: Shell, recording: Recording): Shell {
  return {
    onData: (listener) =>
      shell.onData((chunk) => {
        recording.output(chunk);
        listener(chunk);
      }),
    onClose: (listener) => shell.onClose(listener),
    write: (data) => shell.write(data),
    resize: (cols, rows) => {
      recording.resize({ cols, rows });
      return shell.resize(cols, rows);
    },
    pause: () => shell.pause(),
    resume: () => shell.resume(),
    detach: () => shell.detach(),
  };
}
