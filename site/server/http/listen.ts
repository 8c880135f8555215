import type { Server } from 'node:http';
import { Fault } from '#containers/contract/fault.ts';

export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** Starts to listen; throws Fault PORT_TAKEN naming the port and the option that chooses another. */
export function listen(server: Server, wanted: Listening, option = '--port'): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(cannotListen(wanted, option, error));
    server.once('error', fail);
    server.listen(wanted.port, wanted.host, () => {
      server.off('error', fail);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted.port;
      resolve({ host: wanted.host, port });
    });
  });
}

function cannotListen({ host, port }: Listening, option: string, cause: NodeJS.ErrnoException): Fault {
  if (cause.code === 'EADDRINUSE') {
    return new Fault({
      code: 'PORT_TAKEN',
      message: `Port ${port} on ${host} is taken by another program.`,
      hint: `Stop that program, or choose another port: npm start -- ${option} ${port + 1}`,
      cause,
    });
  }
  return new Fault({
    code: 'CONFIG_INVALID',
    message: `The server can't listen on ${host}:${port} (${cause.message}).`,
    hint: `Choose another port above 1023: npm start -- ${option} 4000`,
    cause,
  });
}
