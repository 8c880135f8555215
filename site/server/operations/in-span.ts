import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { Fault } from '#containers/contract/fault.ts';
import { tracer } from './tracing.ts';

interface SpanPlan {
  readonly name: string;
  readonly attributes?: Attributes;
  readonly kind?: SpanKind;
  /** What it is a part of; otherwise whatever runs. */
  readonly parent?: Context;
}

/** Runs the work as a span, which ends with it and says whether and why it failed. */
export function inSpan<T>(plan: SpanPlan, work: (span: Span) => Promise<T>): Promise<T> {
  const { name, attributes = {}, kind = SpanKind.INTERNAL, parent = context.active() } = plan;
  const span = tracer.startSpan(name, { attributes, kind }, parent);
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return await work(span);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The code of a fault and no more of it: messages may name what belongs to a learner. */
export function fail(span: Span, error: unknown): void {
  const code = error instanceof Fault ? error.code : error instanceof Error ? error.name : 'unknown';
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
  span.setAttribute('error.type', code);
}
