import { createServer, type Server } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import { WebSocketServer, type RawData } from 'ws';
import type { PreviewTarget } from '#site/protocol/previews.ts';
import type { CheckTarget } from '../checks/check-runner.ts';
import type { PreviewSource } from '../previews/preview-source.ts';

const shop: PreviewTarget = { namespace: 'lab1', service: 'shop', port: 8080 };

/** A small HTTP service in this process, in place of one in a cluster. It shows what it was sent. */
export class PlayedPreviewSource implements PreviewSource {
  readonly #server = playedService();

  list(): Promise<readonly PreviewTarget[]> {
    return Promise.resolve([shop]);
  }

  connect(_: CheckTarget, __: PreviewTarget, signal: AbortSignal): Promise<Duplex> {
    const [near, far] = duplexPair();
    near.on('close', () => far.destroy());
    signal.addEventListener('abort', () => near.destroy(), { once: true });
    this.#server.emit('connection', far);
    return Promise.resolve(near);
  }
}

function playedService(): Server {
  const server = createServer((request, response) => {
    const { method, url = '/', headers } = request;
    if (url === '/large') {
      response.end(Buffer.alloc(65 * 1024 * 1024));
      return;
    }
    if (url === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('set-cookie', [
        'basket=1; Domain=localhost; Path=/',
        'kindlab-preview=stolen; Path=/',
      ]);
      response.end(page);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, headers }));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`heard ${text(data)}`)));
  return server;
}

function text(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

const page = `<!doctype html><html lang="en"><title>Shop</title><h1>The shop</h1><p id="cookie"></p><p id="heard"></p>
<script>
  document.querySelector('#cookie').textContent = 'cookies: ' + document.cookie;
  const socket = new WebSocket('ws://' + location.host + '/live');
  socket.onopen = () => socket.send('hello');
  socket.onmessage = ({ data }) => { document.querySelector('#heard').textContent = data; };
</script></html>`;
