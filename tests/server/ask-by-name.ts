import http from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** As a browser asks that has resolved the name of a preview to this machine. */
export function askByName(
  address: string | URL,
  headers: http.OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<Answer> {
  const url = new URL(address);
  const request = { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method };
  return new Promise((resolve, reject) => {
    const asked = http.request({ ...request, headers: { host: url.host, ...headers } }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text: string) => (body += text));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
