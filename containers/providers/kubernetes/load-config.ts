import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { Fault } from '#containers/contract/fault.ts';
import type { KubernetesSettings } from './settings.ts';

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** The way to the carrying cluster. Throws Fault CONFIG_INVALID that says what is wrong with it. */
export function loadHostConfig({ kubeconfig, context }: KubernetesSettings): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig !== undefined) {
      config.loadFromString(readFileSync(kubeconfig, 'utf8'));
      config.makePathsAbsolute(path.dirname(kubeconfig));
    } else if (existsSync(serviceAccount)) config.loadFromCluster();
    else config.loadFromDefault();
    if (context !== undefined) config.setCurrentContext(context);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const server = config.getCurrentCluster()?.server ?? '';
  if (!server.startsWith('https://')) throw invalid('its context leads to no https:// address');
  return config;
}

function invalid(why: string, cause?: unknown): Fault {
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `The cluster for environments can not be used: ${why}.`,
    hint: 'Set kubernetes.kubeconfig and kubernetes.context to one that works with kubectl.',
    cause,
  });
}
