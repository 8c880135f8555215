import type { Probes } from '#checkers/probes/probes.ts';
import { tryLogin, type LoginFact } from '../../shared/kubernetes-login.ts';
import { requestToken, type ServiceAccount } from '../../shared/service-account.ts';
import { closedPaths, entryPath, names } from './names.ts';
import { readRole } from './role.ts';

/** Logs in with role myapp as a service account; with the audience that the role demands, unless another is named. */
export async function tryRole(
  account: ServiceAccount,
  options: { readonly audiences?: readonly string[] },
  probes: Probes,
  signal: AbortSignal,
): Promise<LoginFact> {
  const audience = (await readRole(names.role, probes, signal))?.audience ?? '';
  const audiences = options.audiences ?? (audience === '' ? [] : [audience]);
  const jwt = await requestToken(account, { audiences }, probes, signal);
  const paths = [entryPath, ...closedPaths];
  return tryLogin({ mount: names.mount, role: names.role, jwt, paths }, probes, signal);
}
