import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { Fault } from '#containers/contract/fault.ts';

export interface KubeconfigChoice {
  /** Path of the kubeconfig. */
  readonly file: string;
  /** Absent: its current context. */
  readonly context?: string | undefined;
  /** A kubeconfig may name programs to run for credentials; they only run when whoever gave it says so. */
  readonly mayRunPrograms: boolean;
}

/** Reads a kubeconfig for one context. Throws Fault CONFIG_INVALID that says what is wrong with it. */
export function loadKubeconfig({ file, context, mayRunPrograms }: KubeconfigChoice): KubeConfig {
  const config = read(file);
  if (context !== undefined) config.setCurrentContext(context);
  const chosen = config.getCurrentContext();
  if (config.getContextObject(chosen) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw invalid(
      `The kubeconfig ${file} has no context "${chosen}".`,
      known.length === 0
        ? 'It has no contexts at all: give another file with --kubeconfig.'
        : `Choose one with --context: ${known.join(', ')}.`,
    );
  }
  const server = config.getCurrentCluster()?.server ?? '';
  if (!/^https?:\/\//.test(server)) {
    const hint = 'Its cluster needs a `server` that begins with https://.';
    throw invalid(`The context "${chosen}" of ${file} leads to no API server.`, hint);
  }
  const user = config.getCurrentUser();
  if (!mayRunPrograms && (user?.exec !== undefined || user?.authProvider !== undefined)) {
    throw invalid(
      `The user of the context "${chosen}" runs a program to log in, and a kubeconfig is not trusted that far.`,
      'Say --allow-programs if you trust this file, or use a kubeconfig with a token or a certificate.',
    );
  }
  return config;
}

function read(file: string): KubeConfig {
  try {
    const config = new KubeConfig();
    config.loadFromString(readFileSync(file, 'utf8'));
    config.makePathsAbsolute(dirname(file));
    return config;
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw invalid(`The kubeconfig ${file} could not be read: ${why}`, 'Give a valid one with --kubeconfig.');
  }
}

function invalid(message: string, hint: string): Fault {
  return new Fault({ code: 'CONFIG_INVALID', message, hint });
}
