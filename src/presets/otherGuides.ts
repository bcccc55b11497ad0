/** Other languages, and programs that this table does not know. */
import type { Guide } from './guide';
import type { TraceTarget } from './preset';
import { powerShellLines, runWith, targetVariables } from './shellLines';

export function otherGuides(target: TraceTarget): Guide[] {
  const presets = ['opentelemetry'];
  return [
    {
      id: 'any',
      name: 'Any program with OpenTelemetry',
      group: 'Other',
      steps: [
        {
          text: 'Run it in a traced terminal, or set the variables yourself.',
          language: 'shell',
          code: runWith(target, presets, './my-agent'),
        },
        {
          text: 'The same in PowerShell.',
          language: 'powershell',
          code: powerShellLines(targetVariables(target, presets)),
        },
      ],
    },
    {
      id: 'go',
      name: 'Go',
      group: 'Other',
      steps: [
        {
          text: 'Install what exports the traces.',
          language: 'shell',
          code: 'go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp',
        },
        {
          text: 'Call this where your program starts, and what it returns before it ends.',
          language: 'go',
          code: `func startTraces(ctx context.Context) (func(context.Context) error, error) {
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	otel.SetTracerProvider(provider)
	return provider.Shutdown, nil
}`,
        },
        {
          text: 'Run it in a traced terminal, or set the variables yourself.',
          language: 'shell',
          code: runWith(target, presets, 'go run .'),
        },
      ],
    },
    {
      id: 'java',
      name: 'Java (Spring AI, OpenAI SDK)',
      group: 'Other',
      steps: [
        {
          text: 'Run it with the newest Java agent of OpenTelemetry, in a traced terminal or with the variables. It knows Spring AI’s models and OpenAI’s SDK, and so LangChain4j’s module langchain4j-open-ai-official.',
          language: 'shell',
          code: runWith(target, presets, 'java -javaagent:opentelemetry-javaagent.jar -jar my-agent.jar'),
        },
      ],
    },
    {
      id: 'dotnet',
      name: '.NET (Agent Framework, Microsoft.Extensions.AI, Semantic Kernel)',
      group: 'Other',
      steps: [
        {
          text: 'Install what exports the traces.',
          language: 'shell',
          code: 'dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol',
        },
        {
          text: 'Put this where your program starts.',
          language: 'csharp',
          code: `using OpenTelemetry;
using OpenTelemetry.Trace;

using var tracerProvider = Sdk.CreateTracerProviderBuilder()
    .AddSource("*Microsoft.Agents.AI*", "*Microsoft.Extensions.AI*", "Microsoft.SemanticKernel*")
    .AddOtlpExporter()
    .Build();`,
        },
        {
          text: 'Agents of the Agent Framework send nothing without this. The same goes for each IChatClient. Semantic Kernel needs none of it.',
          language: 'csharp',
          code: 'var tracedAgent = agent.AsBuilder().UseOpenTelemetry().Build();',
        },
        {
          text: 'Run it in a traced terminal, or set the variables yourself.',
          language: 'shell',
          code: runWith(target, [...presets, 'semantic-kernel'], 'dotnet run'),
        },
      ],
    },
  ];
}
