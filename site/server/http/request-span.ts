import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Context as Trace,
  type Span,
} from '@opentelemetry/api';
import type { Context } from 'hono';

/** The span of a request, as a part of whatever trace its sender names. */
export function spanOf(c: Context): {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parent: Trace;
} {
  return {
    name: c.req.method,
    kind: SpanKind.SERVER,
    parent: propagation.extract(context.active(), c.req.header()),
  };
}

/** Names follow OpenTelemetry's semantic conventions for HTTP; the path itself stays out, since it may name a learner. */
export function describeSpan(
  span: Span,
  {
    method,
    route,
    status,
    requestId,
  }: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly requestId: string;
  },
): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'kindlab.request': requestId,
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
