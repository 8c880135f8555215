import { pino, type DestinationStream, type Logger } from 'pino';
import { traceIds } from './operations/tracing.ts';

export type LogLevel = 'debug' | 'error' | 'info' | 'silent' | 'warn';

/** Keys whose values never reach a log, at the top and one or two levels down. */
const secretKeys = [
  'token',
  'ticket',
  'values',
  'password',
  'clientKey',
  'clientCertificate',
  'cookie',
  'authorization',
  'given',
  'databaseUrl',
  'kubeconfig',
  'stdin',
];

/** The server's log: one JSON object a line, secrets taken out. */
export function makeLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const paths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options = { level, redact: { paths, censor: '[redacted]' }, base: null, mixin: traceIds };
  return destination === undefined ? pino(options) : pino(options, destination);
}
