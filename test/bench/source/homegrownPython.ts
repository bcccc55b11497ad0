/**
 * Tools as agents of public repositories define them without a framework, or with one of their own: the forms alone,
 * written for this bench. `¶` marks the line where a person would look, and says how a span calls the tool.
 */
import type { Project } from './corpus';
import { one } from './corpus';

export const HOMEGROWN_PYTHON: Project[] = [
  one(
    'a server that compares names',
    'server.py',
    `@app.list_tools()
async def list_tools():
    return [
        Tool(name="note_store", description="d", inputSchema={}),
        Tool(name="note_find", description="d", inputSchema={}),
    ]


class Notes:
    async def handle_store(self, given):  # ¶ note_store
        return self.reply(given)

    async def handle_find(self, given):  # ¶ note_find
        return self.reply(given)

    def reply(self, given): ...

    async def call_tool(self, name, given):
        if name == "note_store":
            return await self.handle_store(given)
        elif name == "note_find":
            return await self.handle_find(given)
        return self.reply("unknown")
`,
  ),
  one(
    'schemas beside functions of their names, in two agents',
    'editor/agent.py',
    `def view_file(path): ...  # ¶ view_file


def edit_file(path): ...  # ¶ edit_file


TOOLS = [
    {"name": "view_file", "description": "d", "input_schema": {}},
    {"name": "edit_file", "description": "d", "input_schema": {}},
]
`,
    [
      'reviewer/agent.py',
      `class Review:
    @classmethod
    def edit_file(cls): ...
`,
    ],
  ),
  one(
    'messages of a framework that request',
    'quiz.py',
    `class AskNumber(lr.ToolMessage):  # ¶ ask_number
    request: str = "ask_number"
    purpose: str = "To ask for a <number>."


class CapitalTool(ToolMessage):  # ¶ capital
    request: str = "capital"
`,
  ),
  one(
    'models that tools are made of',
    'csv_agent.py',
    `class ListColumns(BaseModel):  # ¶ ListColumns
    path: str


class SampleRows(BaseModel):  # ¶ SampleRows
    count: int


tools = [pydantic_function_tool(ListColumns), pydantic_function_tool(SampleRows)]
`,
    ['rows.py', 'class Rows:\n    def sample_rows(self): ...\n'],
  ),
  one(
    'skills with handlers',
    'skills.py',
    `def _episodes(given):  # ¶ past_episodes
    ...


SKILLS = [
    Skill(
        name="past_episodes",
        handler=_episodes,
        schema={"name": "past_episodes", "description": "d", "input_schema": {}},
    ),
]
`,
    ['cli.py', 'class Decision:\n    @classmethod\n    def past_episodes(cls): ...\n'],
  ),
  one(
    'classes that say what they are by their own names',
    'tools/computer.py',
    `class BaseComputerTool:  # ¶ computer
    name: Literal["computer"] = "computer"


class Computer2025(BaseComputerTool, BaseAnthropicTool):
    api_type = "computer_2025"
`,
  ),
];
