// What the run looks like in the terminal.

const STYLE = { dim: 2, bold: 1, red: 31, green: 32, cyan: 36 };

export class Transcript {
  #turns = 0;
  #toolCalls = 0;
  #toolErrors = 0;
  #tokens = { input: 0, cached: 0, output: 0 };
  #start = Date.now();
  #out;

  /** @param {NodeJS.WriteStream} [out] */
  constructor(out = process.stdout) {
    this.#out = out;
  }

  open(prompt, conversationId) {
    this.#line(this.#style('dim', `session ${conversationId}`));
    this.#line(`${this.#style('bold', 'you')}  ${prompt}\n`);
  }

  /** Turns are numbered in the order they start. */
  startTurn() {
    this.#turns += 1;
    return this.#turns;
  }

  endTurn(turn, agent, text, usage) {
    this.#tokens.input += usage.input;
    this.#tokens.cached += usage.cacheRead;
    this.#tokens.output += usage.output;
    const cached = usage.cacheRead > 0 ? ` (${usage.cacheRead} cached)` : '';
    const cost = this.#style('dim', `${usage.input} tokens in${cached}, ${usage.output} out`);
    this.#line(`${this.#style('bold', `turn ${turn}`)}  ${this.#style('cyan', agent)}  ${cost}`);
    if (text) this.#line(`  ${text.replaceAll('\n', '\n  ')}`);
  }

  toolCall(agent, call, result) {
    this.#toolCalls += 1;
    this.#tool(agent, call, this.#style('green', '✓'), JSON.stringify(result));
  }

  toolError(agent, call, error) {
    this.#toolCalls += 1;
    this.#toolErrors += 1;
    this.#tool(agent, call, this.#style('red', '✗'), error.message);
  }

  /** @param {string} delivery What became of the traces. */
  close(delivery) {
    const { input, cached, output } = this.#tokens;
    const seconds = ((Date.now() - this.#start) / 1000).toFixed(1);
    this.#line(
      `\n${this.#turns} turns, ${this.#toolCalls} tool calls, ${this.#toolErrors} errors, ` +
        `${input} tokens in (${cached} cached), ${output} out, ${seconds} s`,
    );
    this.#line(delivery);
  }

  #tool(agent, call, mark, outcome) {
    const line = `  ${mark} ${call.name} ${JSON.stringify(call.arguments)}`;
    this.#line(`${line} ${this.#style('dim', `→ ${shorten(outcome, 100)}`)}`);
  }

  #line(text) {
    this.#out.write(`${text}\n`);
  }

  #style(style, text) {
    return this.#out.isTTY && !process.env.NO_COLOR ? `\x1b[${STYLE[style]}m${text}\x1b[0m` : text;
  }
}

function shorten(text, length) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
