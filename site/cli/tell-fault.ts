import { Fault } from '#containers/contract/fault.ts';
import { exitCode } from './exit-code.ts';

/** Writes what went wrong and what to do to stderr; a stack only for what nobody foresaw. Answers the exit code. */
export function tellFault(error: unknown): number {
  if (error instanceof DOMException && error.name === 'AbortError') {
    console.error('\nStopped. What was finished is kept.');
    return exitCode.failed;
  }
  if (!(error instanceof Fault)) {
    console.error(error);
    return exitCode.failed;
  }
  console.error(`\n${error.message}\n→ ${error.hint}\n(${error.code})`);
  return error.code === 'CONFIG_INVALID' ? exitCode.usage : exitCode.failed;
}
