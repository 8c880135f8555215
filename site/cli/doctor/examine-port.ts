import { once } from 'node:events';
import { createServer } from 'node:net';
import { ok, problem, type Finding } from './finding.ts';

const answerMs = 2000;

/** Whether the server could listen there; another Kindlab that does already is named so. */
export async function examinePort(host: string, port: number): Promise<Finding> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return ok('port', `Port ${port} on ${host} is free.`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE') return unusable(host, port, error);
    if (await isKindlab(host, port)) return ok('port', `Kindlab itself answers on port ${port}.`);
    return problem(
      'port',
      `Port ${port} on ${host} is taken by another program.`,
      `Stop it (\`ss -ltnp 'sport = :${port}'\` names it), or choose another: --port ${port + 1}.`,
    );
  } finally {
    probe.close();
  }
}

function unusable(host: string, port: number, error: unknown): Finding {
  const why = error instanceof Error ? error.message : String(error);
  return problem(
    'port',
    `Nothing can listen on ${host}:${port} (${why}).`,
    'Choose an address of this machine, and a port above 1023.',
  );
}

async function isKindlab(host: string, port: number): Promise<boolean> {
  try {
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}/api/health`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(answerMs) });
    const body: unknown = await answer.json();
    return typeof body === 'object' && body !== null && 'runtime' in body;
  } catch {
    // Whatever does not speak our language is another program.
    return false;
  }
}
