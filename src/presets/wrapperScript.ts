/** Scripts that start a program with arguments of ours, or without some variables. They stand before the program on the search path. */
import type { AddedArguments, Wrapper } from './preset';

/** A file's name and text. */
export interface WrapperScript {
  name: string;
  text: string;
}

/**
 * Finds the program behind itself on the search path, whatever was added to that since, and becomes it. Without an
 * endpoint in the environment the program gets all variables, and the user's arguments alone.
 */
export function wrapperScript(wrapper: Wrapper, platform: NodeJS.Platform): WrapperScript {
  return platform === 'win32' ? commandScript(wrapper) : shellScript(wrapper);
}

function shellScript({ program, arguments: added, without = [] }: Wrapper): WrapperScript {
  const changes = [
    ...(without.length > 0 ? [`unset ${without.join(' ')}`] : []),
    ...(added ? [placing(added)] : []),
  ];
  return {
    name: program,
    text: `#!/bin/sh
# Turnline starts ${program} with its traces switched on, in traced terminals only.
own=$(cd "$(dirname "$0")" && pwd -P)
IFS=:
for folder in $PATH; do
  [ -n "$folder" ] || folder=.
  if [ -x "$folder/${program}" ] && [ ! -d "$folder/${program}" ] && [ "$(cd "$folder" && pwd -P)" != "$own" ]; then
    unset IFS
    [ -n "$OTEL_EXPORTER_OTLP_ENDPOINT" ] || exec "$folder/${program}" "$@"
    ${changes.join('\n    ')}
    exec "$folder/${program}" "$@"
  fi
done
echo "${program}: command not found" >&2
exit 127
`,
  };
}

/** Shell code that puts our words right before the first option like theirs; what follows "--" is none. */
function placing({ words, option }: AddedArguments): string {
  const quoted = words.map((word) =>
    word
      .split('{endpoint}')
      .map((part) => `'${part.replaceAll("'", String.raw`'\''`)}'`)
      .join('"$OTEL_EXPORTER_OTLP_ENDPOINT"'),
  );
  return `# Right before the first option like ours; what follows "--" is none.
    left=$# placed=
    while [ "$left" -gt 0 ]; do
      word=$1
      shift
      left=$((left - 1))
      case $placed$word in
        --) placed=no ;;
        ${option.short} | ${option.short}?*=* | ${option.long} | ${option.long}=*)
          set -- "$@" ${quoted.join(' ')}
          placed=yes ;;
      esac
      set -- "$@" "$word"
    done
    [ "$placed" = yes ] || set -- ${quoted.join(' ')} "$@"`;
}

/**
 * cmd.exe knows no list of arguments that could be gone through without losing quotes: ours go to the front, whatever
 * the user's are. A quote inside a quoted word is doubled for the shell and escaped for the program by a backslash.
 */
function commandScript({ program, arguments: added, without = [] }: Wrapper): WrapperScript {
  const quoted = (added?.words ?? []).map(
    (word) =>
      `"${word.replaceAll('"', String.raw`\"`).replaceAll('{endpoint}', '%OTEL_EXPORTER_OTLP_ENDPOINT%')}"`,
  );
  const lines = [
    '@echo off',
    `rem Turnline starts ${program} with its traces switched on, in traced terminals only.`,
    'setlocal',
    `for /f "delims=" %%p in ('where ${program} 2^>nul') do (`,
    '  if /i not "%%~dpp"=="%~dp0" if not defined real set "real=%%p"',
    ')',
    `if not defined real (echo ${program}: command not found 1>&2& exit /b 127)`,
    'if not defined OTEL_EXPORTER_OTLP_ENDPOINT (call "%real%" %* & exit /b)',
    ...without.map((name) => `set "${name}="`),
    ['call "%real%"', ...quoted, '%*'].join(' '),
  ];
  return { name: `${program}.cmd`, text: `${lines.join('\r\n')}\r\n` };
}
