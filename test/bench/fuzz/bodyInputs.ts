/** Changed requests by number: the same seed and number give the same bytes. */
import type { Signal } from '../../../src/otlp/records';
import type { OtlpEncoding } from '../../../src/otlp/response';
import { Random } from '../../unit/support/random';
import { BYTE_MUTATIONS } from './byteMutations';
import { JSON_MUTATIONS } from './jsonMutations';
import type { JsonNode } from './jsonTree';
import { allNodes, writeJson } from './jsonTree';
import type { Seed } from './seeds';
import { WIRE_MUTATIONS } from './wireMutations';
import type { WireField } from './wireTree';
import { allFields, writeWire } from './wireTree';

export interface BodyInput {
  signal: Signal;
  encoding: OtlpEncoding;
  body: Buffer;
  /** What was done to which recording. */
  label: string;
}

/** Of all inputs: changed without regard to what the bytes mean. */
const BLIND_SHARE = 0.3;
/** Of all inputs: sent as another signal or in another encoding than they are. */
const MISLABELLED_SHARE = 0.02;
const MOST_CHANGES = 3;
/** Of several, one is more likely to hide what the others would show. */
const ONE_CHANGE_SHARE = 0.6;

const BLIND = Object.entries(BYTE_MUTATIONS);
const OF_WIRE = Object.entries(WIRE_MUTATIONS);
const OF_JSON = Object.entries(JSON_MUTATIONS);

/** Random numbers of one input, whatever inputs were made before. */
export function randomOf(seed: number, index: number): Random {
  // Knuth's multiplicative hash keeps neighbours apart.
  return new Random((Math.imul(seed, 2_654_435_761) ^ Math.imul(index, 0x9e37_79b1)) | 0);
}

export class BodyInputs {
  private readonly fields: ReadonlyMap<Seed, WireField[]>;
  private readonly allFields: readonly WireField[];
  private readonly nodes: ReadonlyMap<Seed, JsonNode[]>;
  private readonly allNodes: readonly JsonNode[];

  constructor(private readonly seeds: readonly Seed[]) {
    this.fields = new Map(seeds.map((seed) => [seed, allFields(seed.wire)]));
    this.allFields = [...this.fields.values()].flat();
    this.nodes = new Map(seeds.map((seed) => [seed, seed.json ? allNodes(seed.json) : []]));
    this.allNodes = [...this.nodes.values()].flat();
  }

  make(random: Random): BodyInput {
    const seed = random.pick(this.seeds);
    const { signal, encoding, name } = seed;
    const blind = random.next() < BLIND_SHARE;
    const { body, label } = blind
      ? this.changeBytes(seed, random)
      : encoding === 'json'
        ? this.changeJson(seed, random)
        : this.changeFields(seed, random);
    if (random.next() >= MISLABELLED_SHARE) return { signal, encoding, body, label: `${name}: ${label}` };
    return {
      signal: random.pick(['traces', 'logs', 'metrics']),
      encoding: random.pick(['protobuf', 'json']),
      body,
      label: `${name}, mislabelled: ${label}`,
    };
  }

  private changeBytes(seed: Seed, random: Random) {
    const [label, mutate] = random.pick(BLIND);
    return { label, body: mutate(seed.body, random, random.pick(this.seeds).body) };
  }

  private changeFields(seed: Seed, random: Random) {
    const fields = this.fields.get(seed)!;
    const replacements = new Map<WireField, Uint8Array>();
    const labels: string[] = [];
    for (let changes = changeCount(random); changes > 0; changes--) {
      const field = random.pick(fields);
      const [label, mutate] = random.pick(OF_WIRE);
      replacements.set(field, mutate(field, random, this.allFields));
      labels.push(label);
    }
    return { label: labels.join(', '), body: writeWire(seed.wire, replacements) };
  }

  private changeJson(seed: Seed, random: Random) {
    const nodes = this.nodes.get(seed)!;
    const replacements = new Map<JsonNode, string>();
    const labels: string[] = [];
    for (let changes = changeCount(random); changes > 0; changes--) {
      const node = random.pick(nodes);
      const [label, mutate] = random.pick(OF_JSON);
      replacements.set(node, mutate(node, random, this.allNodes));
      labels.push(label);
    }
    return { label: labels.join(', '), body: Buffer.from(writeJson(seed.json!, replacements)) };
  }
}

function changeCount(random: Random): number {
  return random.next() < ONE_CHANGE_SHARE ? 1 : 1 + random.below(MOST_CHANGES);
}
