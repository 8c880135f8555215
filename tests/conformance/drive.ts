import type { FaultCode } from '#containers/contract/fault.ts';

/** Runs a creation to its end and answers what it returned; the listener sees every progress in between. */
export async function drive<Progress, Result>(
  creation: AsyncGenerator<Progress, Result, void>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  for (;;) {
    const step = await creation.next();
    if (step.done === true) return step.value;
    onProgress(step.value);
  }
}

/** For `toThrow(expect.objectContaining(…))`: a Fault of this code, with something to do about it. */
export function faultCode(code: FaultCode): object {
  return { name: 'Fault', code };
}
