/** The methods of the flame graph. */
import { SPAN_KINDS } from '../protocol/agentModel';
import { FRAME_COLOURS, FRAME_MODES, type StepTarget } from '../protocol/frames';
import type { CollectorMethods } from '../protocol/methods';
import type { RpcHandlers } from '../protocol/rpc';
import { frameWindow } from '../analysis/frameWindow';
import { locateFrame, stepFrame } from '../analysis/frameSteps';
import type { LayoutOptions, SessionFrames } from '../analysis/sessionFrames';
import {
  fieldsOf,
  invalid,
  oneOf,
  optionalFlag,
  optionalNumber,
  optionalText,
  spanRef,
  text,
  type Fields,
} from './params';

/** Wider than any screen; bounds an answer's size. */
const MAX_WIDTH_PX = 16_384;

const STEP_FLAGS = ['error', 'loop', 'cut'] as const;
const DIRECTIONS = [1, -1] as const;

type FrameMethods = Pick<
  CollectorMethods,
  'session/frames' | 'session/locate' | 'session/step' | 'session/aggregate'
>;

/** `framesOf`: of the session that `sessionId` names. */
export function frameMethods(context: {
  framesOf: (fields: Fields) => { sessionId: string; frames: SessionFrames };
  revision: () => number;
}): RpcHandlers<FrameMethods> {
  const { framesOf, revision } = context;
  return {
    'session/frames': (params) => {
      const fields = fieldsOf('session/frames', params);
      const options = layoutOptions(fields);
      const colourBy = fields.colourBy === undefined ? 'kind' : oneOf(fields, 'colourBy', FRAME_COLOURS);
      const widthPx = optionalNumber(fields, 'widthPx');
      if (widthPx === undefined || widthPx < 1) throw invalid('"widthPx" must be a number of at least 1.');
      const query = optionalText(fields, 'query') ?? '';
      const { sessionId, frames } = framesOf(fields);
      const layout = frames.layout(options);
      const from = optionalNumber(fields, 'from') ?? layout.extent.from;
      const to = optionalNumber(fields, 'to') ?? Math.max(from, layout.extent.to);
      if (from > to) throw invalid(`"from" (${from}) must not be greater than "to" (${to}).`);
      const window = frameWindow(layout, {
        ...{ from, to, colourBy },
        widthPx: Math.min(widthPx, MAX_WIDTH_PX),
        matches: query === '' ? null : frames.matches(layout, query),
      });
      return { sessionId, revision: revision(), ...window };
    },

    'session/locate': (params) => {
      const fields = fieldsOf('session/locate', params);
      const options = layoutOptions(fields);
      const ref = spanRef(fieldsOf('"ref"', fields.ref));
      return locateFrame(framesOf(fields).frames.layout(options), ref);
    },

    'session/step': (params) => {
      const fields = fieldsOf('session/step', params);
      const options = layoutOptions(fields);
      const direction = oneOf(fields, 'direction', DIRECTIONS);
      const what = stepTarget(fieldsOf('"what"', fields.what));
      const from = fields.from == null ? null : spanRef(fieldsOf('"from"', fields.from));
      const { frames } = framesOf(fields);
      const layout = frames.layout(options);
      const matches = 'query' in what ? frames.matches(layout, what.query) : null;
      return stepFrame(layout, { from, direction, what }, matches);
    },

    'session/aggregate': (params) => {
      const fields = fieldsOf('session/aggregate', params);
      const hideNoise = optionalFlag(fields, 'hideNoise');
      return framesOf(fields).frames.aggregate(hideNoise);
    },
  };
}

function layoutOptions(fields: Fields): LayoutOptions {
  return {
    mode: oneOf(fields, 'mode', FRAME_MODES),
    foldIdle: optionalFlag(fields, 'foldIdle'),
    hideNoise: optionalFlag(fields, 'hideNoise'),
  };
}

function stepTarget(fields: Fields): StepTarget {
  if (fields.flag !== undefined) return { flag: oneOf(fields, 'flag', STEP_FLAGS) };
  if (fields.kind !== undefined) return { kind: oneOf(fields, 'kind', SPAN_KINDS) };
  return { query: text(fields, 'query') };
}
