/** Answers that the output limit cut off. */
import { formatTokens } from '../../protocol/format';
import type { ReviewRule } from './facts';
import { counted, figure, finding, turnEvidence, turnList } from './finding';

export const answerCutFindings: ReviewRule = ({ analysis }) => {
  const cut = analysis.list.turns.filter(({ turn }) => turn.finishReason === 'length');
  const [first] = cut;
  if (!first) return [];
  const withTools = cut.filter(
    ({ turn, model }) => turn.toolCalls.length > 0 || model.span!.model!.requestedCalls.length > 0,
  );
  const tokens = Math.max(...cut.map(({ turn }) => turn.usage.output ?? 0));
  const turns = turnList(cut.map(({ turn }) => turn.index));
  return [
    finding({
      kind: 'answer-cut',
      severity: 'warning',
      sentence:
        `${counted(cut.length, 'answer')} ${cut.length === 1 ? 'was' : 'were'} cut off by the limit of output tokens (${turns}${tokens > 0 ? `, after ${cut.length > 1 ? 'up to ' : ''}${formatTokens(tokens)} tokens` : ''}).` +
        (withTools.length === 0
          ? ''
          : ` ${turnList(withTools.map(({ turn }) => turn.index)).replace(/^t/, 'T')} asked for tools: the arguments may be incomplete.`),
      advice:
        'Raise the limit of output tokens (max_tokens), ask for shorter answers, or let the agent continue when the finish reason is “length”.',
      figures: [figure('answers', cut.length), figure('outputTokens', tokens, 'tokens')],
      evidence: cut.map(({ turn }) => turnEvidence(turn)),
    }),
  ];
};
