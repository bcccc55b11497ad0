/**
 * Messages that only thank, wish well and take leave. Language models that talk with each other answer courtesy with
 * courtesy, in other words each time, until somebody stops them.
 */

/** Longer messages have something else to say. */
const MAX_LENGTH = 500;
/** What a sentence of courtesy has in it. */
const PHRASE =
  /\b(?:thanks?|thank you|thx|you(?:'re| are) (?:very |most )?welcome|(?:my|the|a) pleasure|no problem|any ?time|good ?bye|bye(?:-bye)?|farewell|take care|(?:have|enjoy|wish you) (?:an? |the |your )?(?:\w+ )?(?:day|evening|night|weekend|week|time|trip|one|rest)|good (?:luck|night|day)|best (?:wishes|regards|of luck)|all the best|see you|until (?:then|next time)|cheers|likewise|same to you|you too|glad (?:i|to|we|that)|happy to (?:help|assist|have)|pleased to|feel free|(?:don't|do not) hesitate|let me know|reach out|looking forward|(?:great|nice|good|lovely|wonderful) (?:working|talking|chatting|meeting)|appreciate|here (?:to help|if you|whenever)|if you (?:have|need|ever))\b/i;
/** A figure, a file or a piece of code is news. */
const NEWS = /\d|[`{}<>]|\w\/\w|\b\w+\.(?:[a-z]{2,4})\b(?! )/;

export function isCourtesy(message: string): boolean {
  const text = message.replace(/[’‘]/g, "'").trim();
  if (text === '' || text.length > MAX_LENGTH || NEWS.test(text)) return false;
  return text
    .split(/[.!?\n]+/)
    .filter((sentence) => /\p{L}/u.test(sentence))
    .every((sentence) => PHRASE.test(sentence));
}
