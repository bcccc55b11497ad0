/** Turns whose context is suddenly much larger than that of the turn before. */
import { formatTokens } from '../../protocol/format';
import type { TurnContext } from '../../protocol/context';
import type { Turn } from '../../protocol/turns';
import type { Tokens } from '../../protocol/units';
import { nearestRank } from '../percentile';
import { threadsOf, type ReviewRule, type Thread } from './facts';
import { figure, finding, nameOf, turnEvidence, turnList } from './finding';

/** A long file, some 30,000 characters: less is no surprise to anybody. */
const MIN_TOKENS = 8_000;
/** Without other turns to compare with. */
const MIN_TOKENS_ALONE = 20_000;
/** Against what the other turns of the conversation add. */
const MEDIAN_MULTIPLE = 5;
/** Against the context that was there: reading a file in a large context is no spike. */
const MIN_SHARE = 0.5;
/** Growths that make a median. */
const COMPARABLE = 2;
/** From here on worth changing something for; less is worth knowing. */
const WARN_TOKENS = 20_000;
const MAX_READ = 3;
/** Agents make small requests in between, such as one for a title: the conversation goes on at its own size. */
const LOOK_BACK = 3;

interface Spike {
  turn: Turn;
  growth: Tokens;
  before: Tokens;
}

export const tokenSpikeFindings: ReviewRule = ({ analysis, contextOf }) =>
  threadsOf(analysis.list).flatMap((thread) => {
    const spikes = spikesOf(thread);
    const [largest] = [...spikes].sort((a, b) => b.growth - a.growth);
    if (!largest) return [];
    const { turn, before, growth } = largest;
    const read = spikes.slice(0, MAX_READ).includes(largest) ? contextOf(turn) : null;
    const cause = read === null ? null : causeOf(read);
    const others = spikes.filter((spike) => spike !== largest);
    return finding({
      kind: 'token-spike',
      severity: growth >= WARN_TOKENS ? 'warning' : 'info',
      key: `${thread.agent ?? ''}:${thread.turns[0]!.turn.spanId}`,
      agent: thread.agent,
      sentence:
        `${nameOf(thread.agent)}’s context jumped from ${formatTokens(before)} to ${formatTokens(before + growth)} tokens in turn ${turn.index}${cause === null ? '' : `, mostly because of ${cause}`}.` +
        (others.length === 0
          ? ''
          : ` It also jumped in ${turnList(others.map((spike) => spike.turn.index))}.`),
      advice:
        'Page, filter or shorten what came in before the model sees it: it is sent again with every turn that follows.',
      figures: [
        figure('spikes', spikes.length),
        figure('growthTokens', growth, 'tokens'),
        figure('tokensBefore', before, 'tokens'),
      ],
      evidence: spikes.map((spike) =>
        turnEvidence(spike.turn, `turn ${spike.turn.index}: +${formatTokens(spike.growth)}`),
      ),
    });
  });

function spikesOf({ turns }: Thread): Spike[] {
  const known = turns.map(({ turn }) => turn).filter(({ contextTokens }) => contextTokens !== null);
  const steps = known.slice(1).map((turn, i): Spike => {
    const before = Math.max(...known.slice(Math.max(0, i + 1 - LOOK_BACK), i + 1).map(tokensOf));
    return { turn, before, growth: turn.contextTokens! - before };
  });
  const growths = steps.map(({ growth }) => Math.max(growth, 0)).sort((a, b) => a - b);
  const median = nearestRank(growths, 0.5) ?? 0;
  const least =
    growths.length > COMPARABLE ? Math.max(MIN_TOKENS, median * MEDIAN_MULTIPLE) : MIN_TOKENS_ALONE;
  return steps.filter(({ growth, before }) => growth >= least && growth >= before * MIN_SHARE);
}

function tokensOf({ contextTokens }: Turn): Tokens {
  return contextTokens!;
}

/** What most of the new content is. */
function causeOf({ added }: TurnContext): string | null {
  const [most] = [...added].sort((a, b) => b.estimatedTokens - a.estimatedTokens);
  if (!most) return null;
  const size = `(about ${formatTokens(most.estimatedTokens)})`;
  const tool = most.name ?? 'a tool';
  switch (most.kind) {
    case 'tool_result':
      return `the result of ${tool} ${size}`;
    case 'tool_call':
      return `the arguments of a call of ${tool} ${size}`;
    case 'tool_definition':
      return `definitions of tools ${size}`;
    case 'unrecorded':
      return null;
    default:
      return `a ${most.role} message ${size}`;
  }
}
