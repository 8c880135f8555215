const patienceMs = 4_000;

/** Host (with port) of a registry setting or image reference; Docker Hub's when it names none. */
export function registryHost(reference: string): string {
  const [first = ''] = reference.split('/');
  const named = reference.includes('/') ? /[.:]|^localhost$/.test(first) : /:\d+$|\./.test(first);
  return named ? first : 'registry-1.docker.io';
}

/** Whether a registry answers within a few seconds, logged in or not. Plain HTTP is tried on this machine only. */
export async function registryAnswers(reference: string, signal: AbortSignal): Promise<boolean> {
  const host = registryHost(reference);
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const asks = (local ? ['http', 'https'] : ['https']).map(async (scheme) => {
    const response = await fetch(`${scheme}://${host}/v2/`, { signal: limit, redirect: 'manual' });
    await response.body?.cancel();
    if (response.status !== 200 && response.status !== 401) throw new Error(`status ${response.status}`);
  });
  const answered = await Promise.any(asks).then(
    () => true,
    () => false,
  );
  signal.throwIfAborted();
  return answered;
}
