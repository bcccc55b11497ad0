/** Why requests to models fail, as it follows "because of" in a sentence. */
import type { ModelErrorClass } from '../protocol/turns';

export const MODEL_ERROR_CAUSES: Readonly<Record<ModelErrorClass, string>> = {
  rate_limited: 'a rate limit',
  timeout: 'a timeout',
  context_length: 'a context that was too long',
  auth: 'a refused key',
  overloaded: 'an overloaded provider',
  invalid_request: 'an invalid request',
  content_filter: 'a content filter',
  network: 'the network',
  server: 'a failure of the provider',
  other: 'an error',
};
