import { userInfo } from 'node:os';
import type Docker from 'dockerode';
import { z } from 'zod';
import { Fault } from '#containers/contract/fault.ts';
import { ask } from '#containers/providers/kind/engine.ts';
import { installationOf } from '#containers/providers/kind/installation.ts';
import { thisInstance } from '#containers/providers/kind/instance.ts';
import { listLeftovers } from '#containers/providers/kind/leftovers.ts';
import { bundleProblems } from '#containers/runtime/bundle-problems.ts';
import { listRecords } from '#containers/runtime/bundle-record.ts';
import { connectEngine, connectionFault } from '#containers/runtime/engine/connect-engine.ts';
import { findOnPath } from '#containers/runtime/engine/ensure-engine.ts';
import { canInstallPackages } from '#containers/runtime/engine/install-engine.ts';
import { examineTraffic } from './examine-traffic.ts';
import { ok, problem, warning, type Finding } from './finding.ts';
import { judgeBundle, judgeCgroup, judgeEngineVersion, judgeLeftovers } from './judge-engine.ts';

const version = z.object({
  Version: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).default([]),
});
const info = z.object({
  CgroupVersion: z.string().default('1'),
  DockerRootDir: z.string(),
  SystemTime: z.string(),
});

/** What the engine says, as far as it answers. */
export interface EngineExamination {
  readonly findings: readonly Finding[];
  /** Its disk; `undefined` when it does not answer. */
  readonly folder: string | undefined;
  /** How far its clock is ahead of ours. */
  readonly aheadMs: number;
  readonly bundleThere: boolean;
}

export interface EngineQuestion {
  readonly cacheDir: string;
  readonly dataDir: string;
  readonly limits: { readonly networkMbit: number };
  readonly signal: AbortSignal;
}

/** Looks at the engine and what is in it; changes nothing, installs nothing. */
export async function examineEngine(question: EngineQuestion): Promise<EngineExamination> {
  const connection = await connectEngine(process.env);
  if (connection.kind !== 'connected') {
    const { message, hint } = connectionFault(connection, userInfo().username);
    const willInstall = connection.kind === 'absent' && (await canInstallPackages());
    return unanswered(
      willInstall
        ? warning(
            'docker',
            'There is no Docker engine yet.',
            'Nothing: `npm start` installs it. Or install Docker Engine yourself.',
          )
        : problem('docker', message, hint),
    );
  }
  try {
    return await examineConnected(connection.docker, question);
  } catch (error) {
    if (error instanceof Fault) return unanswered(problem('docker', error.message, error.hint));
    throw error;
  }
}

function unanswered(finding: Finding): EngineExamination {
  return { findings: [finding], folder: undefined, aheadMs: 0, bundleThere: false };
}

async function examineConnected(
  docker: Docker,
  { cacheDir, dataDir, limits, signal }: EngineQuestion,
): Promise<EngineExamination> {
  const about = info.parse(await ask('ask how it is', signal, (): Promise<unknown> => docker.info()));
  const aheadMs = Date.parse(about.SystemTime) - Date.now();
  const { Version, Components } = version.parse(
    await ask('ask its version', signal, (): Promise<unknown> => docker.version()),
  );
  const [record] = await listRecords(cacheDir);
  const problems = record && (await bundleProblems(record, docker, signal));
  const leftovers = await listLeftovers(docker, await thisInstance(), signal);
  return {
    findings: [
      ok('docker', 'Docker answers, and you may use it.'),
      await examineCommand(),
      judgeEngineVersion({
        engine: Version,
        runc: Components.find(({ Name }) => Name === 'runc')?.Version,
      }),
      judgeCgroup(about.CgroupVersion),
      judgeBundle(problems, record === undefined ? '' : describeBundle(record.bundle)),
      ...(record === undefined || problems?.length !== 0
        ? []
        : await examineTraffic(docker, { image: record.bundle.images.node, ...limits }, signal)),
      judgeLeftovers(leftovers, installationOf(dataDir)),
    ],
    folder: about.DockerRootDir,
    aheadMs,
    bundleThere: problems?.length === 0,
  };
}

function describeBundle({
  recipe,
  source,
  versions,
}: {
  recipe: string;
  source: string;
  versions: { kubernetes: string };
}): string {
  return `${recipe} from ${source}, Kubernetes ${versions.kubernetes}`;
}

async function examineCommand(): Promise<Finding> {
  const found = await findOnPath('docker');
  if (found !== undefined) return ok('docker-command', `The docker command is ${found}.`);
  return problem(
    'docker-command',
    'There is no `docker` command on the PATH; kind needs it.',
    'Install the Docker command line (Debian and Ubuntu: docker.io, or docker-ce-cli).',
  );
}
