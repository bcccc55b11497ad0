/** How each agent and framework is connected, with the port and the token filled in. */
import { agentGuides } from './agentGuides';
import type { Guide } from './guide';
import { otherGuides } from './otherGuides';
import type { TraceTarget } from './preset';
import { pythonGuides } from './pythonGuides';
import { typeScriptGuides } from './typeScriptGuides';

export function guides(target: TraceTarget): Guide[] {
  return [
    ...agentGuides(target),
    ...pythonGuides(target),
    ...typeScriptGuides(target),
    ...otherGuides(target),
  ];
}
