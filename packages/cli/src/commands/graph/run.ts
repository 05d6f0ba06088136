import { findCycles, graphFormats, renderGraph, type GraphFormat } from '@image-factory/core/graph';
import { inspect } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import type { graphSpec } from './spec.ts';

export async function runGraph({ options }: Parsed<typeof graphSpec>, { place, ports, log }: Context): Promise<Outcome> {
  const { model, problems } = await log.phase('Read enrollment and state', () => inspect(place.dir, ports));
  const format = graphFormats.find((known) => known === options.format) ?? 'ascii';
  if (model === undefined) return refused(problems, { format });
  const drawing = renderGraph(model, format);
  const cycles = findCycles(model.managed);
  return { report: { format, graph: graphFor(format, drawing), cycles }, problems, render: () => drawing };
}

/** JSON within JSON is a value, the other formats are text. */
function graphFor(format: GraphFormat, drawing: string): unknown {
  return format === 'json' ? JSON.parse(drawing) : drawing;
}
