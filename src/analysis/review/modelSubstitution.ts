/** Calls that another model answered than the one that was asked. */
import type { Turn } from '../../protocol/turns';
import { counted, figure, finding, turnEvidence, turnList } from './finding';
import type { ReviewRule } from './facts';
import { isSameModel } from './modelIdentity';

export const modelSubstitutionFindings: ReviewRule = ({ analysis }) => {
  const pairs = new Map<string, { asked: string; answered: string; turns: Turn[] }>();
  for (const { turn, model } of analysis.list.turns) {
    const { requestModel: asked, responseModel: answered } = model.span!.model!;
    if (asked === null || answered === null || isSameModel(asked, answered)) continue;
    const key = `${asked} → ${answered}`;
    const pair = pairs.get(key);
    if (pair) pair.turns.push(turn);
    else pairs.set(key, { asked, answered, turns: [turn] });
  }
  return [...pairs].map(([key, { asked, answered, turns }]) =>
    finding({
      kind: 'model-substituted',
      severity: 'warning',
      key,
      agent: turns[0]!.agent,
      subject: answered,
      sentence: `${counted(turns.length, 'call')} asked for ${asked} and ${turns.length === 1 ? 'was' : 'were'} answered by ${answered} (${turnList(turns.map(({ index }) => index))}).`,
      advice:
        'Check the gateway, router or fallback between the agent and the provider: quality and price are those of the model that answered.',
      figures: [figure('calls', turns.length)],
      evidence: turns.map((turn) => turnEvidence(turn)),
    }),
  );
};
