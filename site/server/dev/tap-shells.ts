import type { Environment, EnvironmentProvider, Shell } from '#containers/contract/environment.ts';

const enter = 0x0d;
const backspace = 0x7f;

/** Lets work on the site hear lines typed into fake terminals. Never used with real environments. */
export function tapShells(
  provider: EnvironmentProvider,
  onLine: (attempt: string, line: string) => void,
): EnvironmentProvider {
  const tap = (environment: Environment): Environment => ({
    ...environment,
    openShell: async (request, signal) => {
      const shell = await environment.openShell(request, signal);
      return tapShell(shell, (line) => onLine(environment.owner.attempt, line));
    },
  });
  return {
    kind: provider.kind,
    preflight: (signal) => provider.preflight(signal),
    plan: (spec, owner) => provider.plan(spec, owner),
    create: async function* (plan, signal) {
      return tap(yield* provider.create(plan, signal));
    },
    find: async (owner, signal) => {
      const found = await provider.find(owner, signal);
      return found && tap(found);
    },
    list: async (signal) => (await provider.list(signal)).map(tap),
    extendLease: (id, expiresAt, signal) => provider.extendLease(id, expiresAt, signal),
    claim: async (id, tenancy, signal) => tap(await provider.claim(id, tenancy, signal)),
    ...(provider.keep === undefined ? {} : { keep: provider.keep.bind(provider) }),
    ...(provider.disk === undefined ? {} : { disk: provider.disk }),
    park: async (id, parking, signal) => tap(await provider.park(id, parking, signal)),
    unpark: async (id, expiresAt, signal) => tap(await provider.unpark(id, expiresAt, signal)),
    destroy: (id, signal) => provider.destroy(id, signal),
  };
}

function tapShell(shell: Shell, onLine: (line: string) => void): Shell {
  let line: number[] = [];
  const hear = (byte: number): void => {
    if (byte === backspace) line.pop();
    else if (byte !== enter) line.push(byte);
    else {
      onLine(Buffer.from(line).toString('utf8'));
      line = [];
    }
  };
  return {
    onData: (listener) => shell.onData(listener),
    onClose: (listener) => shell.onClose(listener),
    write: (data) => {
      shell.write(data);
      data.forEach(hear);
    },
    resize: (cols, rows) => shell.resize(cols, rows),
    pause: () => shell.pause(),
    resume: () => shell.resume(),
    detach: () => shell.detach(),
  };
}
