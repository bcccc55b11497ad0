/** Under which names a price table may know a model that an emitter calls by a longer one. */

/** A name, and who sells the model under it; null for the provider of the call. */
export interface SoldModel {
  name: string;
  seller: string | null;
}

/** Resource names of Google (`publishers/google/models/…`, `models/…`) and Amazon (`…:inference-profile/…`). */
const RESOURCE = /^.*?(?:^|[/:])(?:models|inference-profile|foundation-model)\//;

/** Bedrock's ids: `anthropic.claude-…`, with the region that answers before it: `eu.anthropic.claude-…`. */
const BEDROCK =
  /^(?:[a-z]{2,6}(?:-gov)?\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|stability|writer)\.\w/;

/** The day of a snapshot, `-2026-01-15`, `-20260115` or `@20260115`; Bedrock's version may follow. */
const SNAPSHOT = /[-@]20\d\d(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?=$|-v\d+(?::\d+)?$)/;

/** Claude Code's mark of a model whose long context window is in use: `claude-opus-5[1m]`. */
const LONG_CONTEXT = /\[1m\]$/i;

/** Vertex AI's stable versions: `gemini-2.5-flash-001`. */
const STABLE_VERSION = /^(gemini-.+)-0\d\d$/;

/**
 * The name itself first, then without the way to it (`openrouter/openai/gpt-5`, `bedrock/us.anthropic.claude-…`),
 * then all of them without the day of the snapshot: a table of prices is older than the newest snapshots, which cost
 * what the model costs. Anything else in a name may be another model with another price (`-mini`, `:free`, `ft:`).
 */
export function modelNames(model: string): SoldModel[] {
  const found: SoldModel[] = [];
  const add = (name: string, seller: string | null) => {
    if (name !== '' && !found.some((known) => known.name === name && known.seller === seller))
      found.push({ name, seller });
  };
  add(model, null);
  let name = model.replace(RESOURCE, '').replace(LONG_CONTEXT, '');
  add(name, null);
  for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/')) {
    const seller = name.slice(0, slash).toLowerCase();
    name = name.slice(slash + 1);
    add(name, seller);
  }
  if (BEDROCK.test(name)) add(name, 'aws');
  for (const { name: dated, seller } of [...found]) {
    add(dated.replace(SNAPSHOT, '').replace(STABLE_VERSION, '$1'), seller);
  }
  return found;
}
