import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type Docker from 'dockerode';
import { untilAborted } from '#containers/runtime/pipeline/until-aborted.ts';

export interface SaveRequest {
  readonly names: readonly string[];
  readonly file: string;
  readonly signal: AbortSignal;
}

/** Writes images of the engine to one archive; layers that they share are in it once. `.zst` is compressed. */
export async function saveImages(docker: Docker, { names, file, signal }: SaveRequest): Promise<void> {
  const images = await untilAborted(openImages(docker, names), signal);
  const target = createWriteStream(file);
  await (file.endsWith('.zst')
    ? pipeline(images, createZstdCompress(), target, { signal })
    : pipeline(images, target, { signal }));
}

async function openImages(docker: Docker, names: readonly string[]): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    const request = {
      path: '/images/get?',
      method: 'GET',
      options: { names },
      isStream: true,
      statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
    };
    docker.modem.dial(request, (error, stream) => {
      if (stream instanceof Readable) resolve(stream);
      else reject(error ?? new Error('the engine sent no stream'));
    });
  });
}
