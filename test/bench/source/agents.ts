/** Agents as the documentation of frameworks has them defined: the forms alone, written for this bench. */
import type { Project } from './corpus';
import { one } from './corpus';

export const AGENTS: Project[] = [
  one(
    'Claude Agent SDK Python',
    'main.py',
    `options = ClaudeAgentOptions(
    agents={
        "code-reviewer": AgentDefinition(  # ¶ code_reviewer
            description="Reviews code",
            prompt="You review code.",
        ),
    },
)
`,
  ),
  one(
    'Langroid',
    'main.py',
    `class PlannerConfig(lr.ChatAgentConfig):  # ¶ Planner
    name: str = "Planner"


config = lr.ChatAgentConfig(
    name="Guide",  # ¶ Guide
    system_message="Guide the user.",
)
`,
  ),
  one(
    'BeeAI workflows',
    'travel.py',
    `workflow.add_agent(
    name="Weather Forecaster",  # ¶ Weather_Forecaster
    role="A diligent weather forecaster",
)
`,
  ),
  one(
    'agents without a framework',
    'host.py',
    `class AppAgent(BasicAgent): ...  # ¶ AppAgent


class ReviewersAgent:  # ¶ ReviewersAgent
    def __init__(self, model): ...


class Critic(BaseAgent):  # ¶ critic
    def __init__(self, model):
        self.name = "critic"
`,
    [
      'pool.py',
      'def start(factory, given):\n    app_agent = factory.create_agent(**given)\n    return app_agent\n',
    ],
  ),
  one(
    'Embabel',
    'src/Writer.java',
    `@Agent(description = "Writes stories")
public class StoryWriter { // ¶ StoryWriter
}
`,
  ),
  one(
    'OpenAI Agents SDK in Go',
    'desk/desk.go',
    `package desk

var (
	refunds = agents.New("Refund Agent"). // ¶ Refund_Agent
		WithInstructions("Pay back what was not delivered.").
		WithModel("m")
	front = agents.New("front_desk"). // ¶ front_desk
		WithAgentHandoffs(refunds)
)
`,
  ),
  one(
    'Go agents with options',
    'crew/main.go',
    `package main

func main() {
	scout, err := agent.NewAgent(
		agent.WithLLM(model),
		agent.WithName("Scout"), // ¶ Scout
	)
	options := []agent.Option{
		agent.WithName("CargoAgent"), // ¶ CargoAgent
		agent.WithSystemPrompt("Weigh what is loaded."),
	}
	if fast {
		options = append(options, agent.WithTools(scale))
	}
	cargo, err := agent.NewAgent(options...)
}
`,
  ),
  one(
    'LangChain4j agentic',
    'src/main/java/org/acme/Fleet.java',
    `package org.acme;

public interface Fleet {

    @SequenceAgent(outputKey = "plan", subAgents = { Washing.class, Parking.class })
    Plan returnCar(@V("car") Car car); // ¶ returnCar

    @SystemMessage("Wash what is dirty.")
    @Agent(name = "Washing", description = "Washes cars")
    String wash(@V("car") Car car); // ¶ Washing
}
`,
  ),
  one(
    'Go agents in a map of a type of one’s own',
    'internal/agent/definitions.go',
    `package agent

func Known() map[string]Definition {
	return map[string]Definition{
		"map_maker": {
			Name:         "map_maker", // ¶ map_maker
			Description:  "Draws maps",
			SystemPrompt: "You draw maps of code.",
		},
	}
}
`,
  ),
  one(
    'A2A',
    'main.py',
    `card = AgentCard(
    name="Budget Agent",  # ¶ Budget_Agent
    url="http://localhost",
)
`,
  ),
  one(
    'OpenAI Agents SDK',
    'airline/agents.py',
    `from agents import Agent

faq_agent = Agent[AirlineContext](
    name="FAQ Agent",  # ¶ FAQ_Agent
    instructions="Answer questions.",
)
triage_agent = Agent(
    name="Triage Agent",  # ¶ Triage_Agent
    handoffs=[faq_agent],
)
`,
    ['tests/test_agents.py', 'from agents import Agent\nagent = Agent(name="FAQ Agent")\n'],
  ),
  one(
    'Google ADK',
    'travel/agent.py',
    `from google.adk.agents import LlmAgent, LoopAgent, SequentialAgent

place_agent = LlmAgent(
    model="m",
    name="place_agent",  # ¶ place_agent
)
refine = LoopAgent(name="refine_loop", sub_agents=[place_agent])  # ¶ refine_loop
root_agent = SequentialAgent(name="travel_concierge", sub_agents=[refine])  # ¶ travel_concierge
`,
  ),
  one(
    'AutoGen and LangGraph',
    'team.py',
    `from autogen_agentchat.agents import AssistantAgent
from langgraph.prebuilt import create_react_agent

primary = AssistantAgent("primary", model_client=client)  # ¶ primary
critic = AssistantAgent(
    name="critic",  # ¶ critic
    model_client=client,
)
flights = create_react_agent(model, tools=[], name="flight_assistant")  # ¶ flight_assistant
`,
  ),
  one(
    'CrewAI',
    'src/crew/crew.py',
    `from crewai import Agent

writer = Agent(
    role="Senior Writer",  # ¶ Senior_Writer
    goal="Write.",
    backstory="You write.",
)
`,
  ),
  one(
    'Agno and Pydantic AI',
    'desk.py',
    `from agno.agent import Agent
from pydantic_ai import Agent as TypedAgent

web_agent = Agent(
    id="web-agent",
    name="Web Agent",  # ¶ Web_Agent
)
support_agent = TypedAgent("m", name="support")  # ¶ support
bank_agent = TypedAgent("m")  # ¶ bank_agent
`,
  ),
  one(
    'classes',
    'agents.py',
    `class ResearchAgent(BaseAgent):  # ¶ researcher
    name = "researcher"

    async def run(self): ...


class PlannerAgent(BaseAgent):  # ¶ PlannerAgent
    async def run(self): ...
`,
  ),
  one(
    'Mastra and OpenAI Agents JS',
    'src/agents.ts',
    `export const weatherAgent = new Agent({
  name: 'Weather Agent', // ¶ Weather_Agent
  instructions: 'Tell the weather.',
});
const triage = Agent.create({ name: 'Triage', handoffs: [weatherAgent] }); // ¶ Triage
const typed = new Agent<Context>({
  name: 'Typed agent', // ¶ Typed_agent
});
`,
  ),
  one(
    'AI SDK and LangChain JS',
    'src/agent.ts',
    `const coder = new ToolLoopAgent({
  id: 'coder', // ¶ coder
  model,
});
const reviewer = createAgent({
  name: 'reviewer', // ¶ reviewer
  model,
});
`,
  ),
  one(
    'ADK Go',
    'main.go',
    `package main

func build() {
	a, err := llmagent.New(llmagent.Config{
		Name:  "weather_time_agent", // ¶ weather_time_agent
		Model: model,
	})
	_, _ = a, err
}
`,
  ),
  one(
    'Eino',
    'agent.go',
    `package main

func build(ctx context.Context) {
	a, err := adk.NewChatModelAgent(ctx, &adk.ChatModelAgentConfig{
		Name:        "BookRecommender", // ¶ BookRecommender
		Description: "d",
	})
	_, _ = a, err
}
`,
  ),
  one(
    'ADK Java',
    'src/Agents.java',
    `class Agents {
  static final LlmAgent CAPITAL = LlmAgent.builder()
      .model("m")
      .name("capital_agent") // ¶ capital_agent
      .build();
}
`,
  ),
  one(
    'Microsoft Agent Framework',
    'Program.cs',
    `AIAgent joker = client.CreateAIAgent(instructions: "Joke.", name: "Joker"); // ¶ Joker
ChatClientAgent writer = new(client, name: "Writer"); // ¶ Writer
ChatClientAgent critic = new ChatClientAgent(client, new ChatClientAgentOptions
{
    Name = "Critic", // ¶ Critic
});
ChatCompletionAgent reviewer = new()
{
    Name = "Reviewer", // ¶ Reviewer
};
`,
  ),
];
