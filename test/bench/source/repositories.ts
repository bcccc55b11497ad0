/**
 * Tools of public repositories: which repository, which file, how the tools are called and how such a tool is defined
 * there (`shapes.ts`). Written down from the repositories' default branches; the code itself is not here.
 */
import type { ShapeName } from './shapes';

export interface ToolFile {
  path: string;
  shape: ShapeName;
  /** As the model sees them. */
  tools: string[];
}

export interface Repository {
  name: string;
  files: ToolFile[];
}

export const REPOSITORIES: Repository[] = [
  {
    name: 'openai/openai-agents-python',
    files: [
      {
        path: 'examples/sandbox/healthcare_support/tools.py',
        shape: 'functionTool',
        tools: ['appointment_referral_status_lookup'],
      },
      {
        path: 'examples/agent_patterns/agents_as_tools_streaming.py',
        shape: 'functionTool',
        tools: ['billing_status_checker'],
      },
      {
        path: 'examples/basic/stream_function_call_args.py',
        shape: 'functionTool',
        tools: ['create_config'],
      },
      { path: 'examples/mcp/manager_example/mcp_server.py', shape: 'functionTool', tools: ['echo'] },
      { path: 'examples/basic/image_tool_output.py', shape: 'functionTool', tools: ['fetch_random_image'] },
      {
        path: 'examples/sandbox/healthcare_support/workflow.py',
        shape: 'functionTool',
        tools: ['finalize_policy_packet'],
      },
      { path: 'examples/basic/tool_guardrails.py', shape: 'functionTool', tools: ['get_contact_info'] },
      {
        path: 'examples/realtime/twilio/twilio_handler.py',
        shape: 'functionTool',
        tools: ['get_current_time'],
      },
      {
        path: 'examples/tools/tool_search.py',
        shape: 'functionTool',
        tools: ['get_customer_profile', 'get_invoice_status'],
      },
      {
        path: 'examples/sandbox/sandbox_agent_with_tools.py',
        shape: 'functionTool',
        tools: ['get_discount_approval_path'],
      },
      {
        path: 'examples/sandbox/sandbox_agents_as_tools.py',
        shape: 'functionTool',
        tools: ['get_discount_approval_rule'],
      },
      {
        path: 'examples/tools/programmatic_tool_calling.py',
        shape: 'functionTool',
        tools: ['get_inbound_units', 'get_inventory'],
      },
    ],
  },
  {
    name: 'pydantic/pydantic-ai',
    files: [
      { path: '.github/scripts/pydantic_ai_gh_aw_shim/__init__.py', shape: 'agentTool', tools: ['Task'] },
      {
        path: 'examples/pydantic_ai_examples/twelvelabs_video_agent.py',
        shape: 'agentTool',
        tools: ['analyze_video'],
      },
      {
        path: 'examples/pydantic_ai_examples/medical_agent_delegation.py',
        shape: 'agentTool',
        tools: ['consult_senior_doctor', 'consult_specialist'],
      },
      {
        path: 'examples/pydantic_ai_examples/ag_ui/api/agentic_generative_ui.py',
        shape: 'agentTool',
        tools: ['create_plan'],
      },
      {
        path: 'examples/pydantic_ai_examples/ag_ui/api/agentic_chat.py',
        shape: 'agentTool',
        tools: ['current_time'],
      },
      {
        path: 'examples/pydantic_ai_examples/bank_support.py',
        shape: 'agentTool',
        tools: ['customer_balance'],
      },
      {
        path: 'examples/pydantic_ai_examples/ag_ui/api/tool_approval.py',
        shape: 'agentTool',
        tools: ['delete_file'],
      },
      { path: 'examples/pydantic_ai_examples/data_analyst.py', shape: 'agentTool', tools: ['display'] },
      {
        path: 'examples/pydantic_ai_examples/ag_ui/api/shared_state.py',
        shape: 'agentTool',
        tools: ['display_recipe'],
      },
    ],
  },
  {
    name: 'modelcontextprotocol/python-sdk',
    files: [
      { path: 'docs_src/asgi/tutorial003.py', shape: 'mcpTool', tools: ['add_task'] },
      {
        path: 'examples/snippets/servers/streamable_starlette_mount.py',
        shape: 'mcpTool',
        tools: ['add_two'],
      },
      {
        path: 'examples/snippets/servers/streamable_http_multiple_servers.py',
        shape: 'mcpTool',
        tools: ['api_status'],
      },
      { path: 'examples/stories/middleware/server.py', shape: 'mcpTool', tools: ['audit_log'] },
      { path: 'docs_src/sampling_and_roots/tutorial001.py', shape: 'mcpTool', tools: ['blurb'] },
      { path: 'docs_src/media/tutorial005.py', shape: 'mcpTool', tools: ['brand_guidelines'] },
      { path: 'docs_src/sampling_and_roots/tutorial002.py', shape: 'mcpTool', tools: ['catalog_folder'] },
      { path: 'docs_src/media/tutorial002.py', shape: 'mcpTool', tools: ['chime'] },
      { path: 'docs_src/client_callbacks/tutorial003.py', shape: 'mcpTool', tools: ['client_features'] },
      { path: 'docs_src/elicitation/tutorial002.py', shape: 'mcpTool', tools: ['confirm_deposit'] },
      { path: 'examples/snippets/servers/elicitation.py', shape: 'mcpTool', tools: ['connect_service'] },
      { path: 'docs_src/lifespan/tutorial001.py', shape: 'mcpTool', tools: ['count_books'] },
      { path: 'examples/snippets/servers/images.py', shape: 'mcpTool', tools: ['create_thumbnail'] },
      { path: 'docs_src/lifespan/tutorial002.py', shape: 'mcpTool', tools: ['database_status'] },
    ],
  },
  {
    name: 'agno-agi/agno',
    files: [
      {
        path: 'cookbook/04_workflows/06_advanced_concepts/session_state/state_in_router.py',
        shape: 'toolDecorator',
        tools: ['add_task'],
      },
      {
        path: 'cookbook/02_agents/15_dependencies/dependencies_in_tools.py',
        shape: 'toolDecorator',
        tools: ['analyze_user'],
      },
      {
        path: 'cookbook/05_agent_os/05_human_in_the_loop/team_approval.py',
        shape: 'toolDecorator',
        tools: ['approve_database_change', 'approve_release'],
      },
      {
        path: 'cookbook/05_agent_os/15_a2a/multi_agent/trip_planning_a2a_client.py',
        shape: 'toolDecorator',
        tools: ['ask_airbnb_agent', 'ask_weather_agent'],
      },
      {
        path: 'cookbook/05_agent_os/14_mcp/custom_tools.py',
        shape: 'toolDecorator',
        tools: ['ask_workspace'],
      },
      {
        path: 'cookbook/03_teams/02_modes/tasks/09_custom_tools.py',
        shape: 'toolDecorator',
        tools: ['assess_risk_score', 'calculate_compound_interest', 'calculate_monthly_payment'],
      },
      {
        path: 'cookbook/04_workflows/06_advanced_concepts/session_state/state_with_team.py',
        shape: 'toolDecorator',
        tools: ['assign_step'],
      },
      {
        path: 'cookbook/02_agents/17_fallback_models/03_mid_run_fallback.py',
        shape: 'toolDecorator',
        tools: ['break_model'],
      },
      {
        path: 'cookbook/02_agents/18_checkpointing/02_tool_error_persistence.py',
        shape: 'toolDecorator',
        tools: ['broken_tool'],
      },
      {
        path: 'cookbook/05_agent_os/17_slack/hitl_confirmation.py',
        shape: 'toolDecorator',
        tools: ['cancel_subscription'],
      },
    ],
  },
  {
    name: 'crewAIInc/crewAI-examples',
    files: [
      { path: 'crews/trip_planner/tools/calculator_tools.py', shape: 'baseTool', tools: ['calculate'] },
      {
        path: 'crews/landing_page_generator/src/landing_page_generator/tools/template_tools.py',
        shape: 'baseTool',
        tools: ['copy_landing_page_template_to_project_folder', 'learn_landing_page_options'],
      },
      {
        path: 'crews/prep-for-a-meeting/tools/ExaSearchTool.py',
        shape: 'baseTool',
        tools: ['find_similar', 'get_contents', 'search'],
      },
      {
        path: 'crews/markdown_validator/src/markdown_validator/tools/markdownTools.py',
        shape: 'baseTool',
        tools: ['markdown_validation_tool'],
      },
      { path: 'crews/instagram_post/tools/search_tools.py', shape: 'baseTool', tools: ['search_instagram'] },
    ],
  },
  {
    name: 'huggingface/smolagents',
    files: [
      { path: 'src/smolagents/vision_web_browser.py', shape: 'toolDecorator', tools: ['close_popups'] },
      { path: 'examples/multiple_tools.py', shape: 'toolDecorator', tools: ['convert_currency', 'get_joke'] },
      {
        path: 'examples/open_deep_research/scripts/text_web_browser.py',
        shape: 'toolDecorator',
        tools: ['download_file', 'find_archived_url', 'find_next', 'find_on_page_ctrl_f'],
      },
      { path: 'src/smolagents/default_tools.py', shape: 'toolDecorator', tools: ['final_answer'] },
    ],
  },
  {
    name: 'google/adk-python',
    files: [
      {
        path: 'contributing/samples/adk_triaging_agent/agent.py',
        shape: 'listedFunction',
        tools: ['add_label_to_issue', 'list_issues'],
      },
      {
        path: 'contributing/samples/generate_image/agent.py',
        shape: 'listedFunction',
        tools: ['generate_image'],
      },
      {
        path: 'contributing/samples/quickstart/agent.py',
        shape: 'listedFunction',
        tools: ['get_current_time', 'get_weather'],
      },
      {
        path: 'contributing/samples/oauth_calendar_agent/agent.py',
        shape: 'listedFunction',
        tools: ['list_calendar_events'],
      },
      {
        path: 'contributing/samples/artifact_save_text/agent.py',
        shape: 'listedFunction',
        tools: ['log_query'],
      },
      { path: 'contributing/samples/human_in_loop/agent.py', shape: 'listedFunction', tools: ['reimburse'] },
    ],
  },
  {
    name: 'google/adk-samples',
    files: [
      {
        path: 'python/agents/brand-search-optimization/brand_search_optimization/sub_agents/search_results/agent.py',
        shape: 'listedFunction',
        tools: [
          'analyze_webpage_and_determine_action',
          'click_element_with_text',
          'enter_text_into_element',
          'find_element_with_text',
        ],
      },
      {
        path: 'python/agents/data-science/data_science/sub_agents/bqml/agent.py',
        shape: 'listedFunction',
        tools: ['call_db_agent'],
      },
      {
        path: 'python/agents/marketing-agency/marketing_agency/sub_agents/logo_create/agent.py',
        shape: 'listedFunction',
        tools: ['generate_image'],
      },
    ],
  },
  {
    name: 'microsoft/agent-framework',
    files: [
      {
        path: 'python/samples/02-agents/tools/tool_approval_middleware.py',
        shape: 'toolDecorator',
        tools: ['add_internal_note'],
      },
      {
        path: 'python/samples/02-agents/tools/function_tool_with_approval_and_sessions.py',
        shape: 'toolDecorator',
        tools: ['add_to_calendar'],
      },
      {
        path: 'python/packages/ag-ui/agent_framework_ag_ui_examples/agents/research_assistant_agent.py',
        shape: 'toolDecorator',
        tools: ['analyze_data'],
      },
      {
        path: 'python/packages/core/agent_framework/_harness/_background_agents.py',
        shape: 'toolDecorator',
        tools: [
          'background_agents_clear_completed_task',
          'background_agents_continue_task',
          'background_agents_get_all_tasks',
          'background_agents_get_task_results',
        ],
      },
      {
        path: 'python/samples/02-agents/providers/foundry/foundry_prompt_agents.py',
        shape: 'toolDecorator',
        tools: ['book_hotel'],
      },
      {
        path: 'python/packages/ag-ui/agent_framework_ag_ui_examples/agents/task_planner_agent.py',
        shape: 'toolDecorator',
        tools: ['book_meeting_room'],
      },
      {
        path: 'python/packages/ag-ui/getting_started/client_advanced.py',
        shape: 'toolDecorator',
        tools: ['calculate'],
      },
      {
        path: 'dotnet/samples/02-agents/ModelContextProtocol/Agent_MCP_LongRunningTask_Client/Program.cs',
        shape: 'csCreated',
        tools: ['AnalyzeDataset'],
      },
      {
        path: 'dotnet/samples/02-agents/AGUI/Step04_HumanInLoop/Server/Program.cs',
        shape: 'csCreated',
        tools: ['ApproveExpenseReport'],
      },
      {
        path: 'dotnet/samples/02-agents/Agents/Agent_Step19_InFunctionLoopCheckpointing/Program.cs',
        shape: 'csCreated',
        tools: ['CheckTravelAdvisory'],
      },
      {
        path: 'dotnet/samples/02-agents/Agents/Agent_Step20_DynamicFunctionTools/Program.cs',
        shape: 'csCreated',
        tools: ['ConvertFahrenheitToCelsius'],
      },
      {
        path: 'dotnet/samples/02-agents/Harness/Harness_Step05_Loop/Program.cs',
        shape: 'csCreated',
        tools: ['DeployService'],
      },
      {
        path: 'dotnet/samples/02-agents/Harness/Harness_Step01_Research/WebBrowsingTool.cs',
        shape: 'csCreated',
        tools: ['DownloadUriAsync'],
      },
      {
        path: 'dotnet/samples/05-end-to-end/DevUIAspireIntegration/EditorAgent/Program.cs',
        shape: 'csCreated',
        tools: ['FormatStory'],
      },
      {
        path: 'dotnet/samples/02-agents/Agents/Agent_Step10_BackgroundResponsesWithToolsAndPersistence/Program.cs',
        shape: 'csCreated',
        tools: ['GenerateCharacterProfilesAsync'],
      },
    ],
  },
  {
    name: 'microsoft/semantic-kernel',
    files: [
      {
        path: 'python/semantic_kernel/core_plugins/conversation_summary_plugin.py',
        shape: 'kernelFunction',
        tools: ['SummarizeConversation'],
      },
      {
        path: 'python/samples/concepts/mcp/servers/restaurant_booking_agent_server.py',
        shape: 'kernelFunction',
        tools: ['book_a_table'],
      },
      {
        path: 'python/samples/demos/booking_restaurant/bookings_plugin/bookings_plugin.py',
        shape: 'kernelFunction',
        tools: ['cancel_reservation'],
      },
      {
        path: 'python/semantic_kernel/agents/orchestration/handoffs.py',
        shape: 'kernelFunction',
        tools: ['complete_task'],
      },
      {
        path: 'python/samples/getting_started_with_agents/multi_agent_orchestration/step4a_handoff_structured_inputs.py',
        shape: 'kernelFunction',
        tools: ['create_plan'],
      },
      {
        path: 'python/samples/concepts/auto_function_calling/nexus_raven.py',
        shape: 'kernelFunction',
        tools: ['cylinder_volume'],
      },
      {
        path: 'python/samples/demos/mcp_server/sk_mcp_server.py',
        shape: 'kernelFunction',
        tools: ['echo_function'],
      },
      {
        path: 'python/samples/getting_started_with_processes/step03/steps/external_step.py',
        shape: 'kernelFunction',
        tools: ['emit_external_event'],
      },
      {
        path: 'python/samples/demos/guided_conversations/guided_conversation/functions/execution.py',
        shape: 'kernelFunction',
        tools: ['end_conversation'],
      },
      {
        path: 'python/samples/concepts/model_as_a_service/mmlu_model_eval.py',
        shape: 'kernelFunction',
        tools: ['evaluate'],
      },
      {
        path: 'dotnet/samples/AgentFrameworkMigration/AgentOrchestrations/Step03_Handoff/Program.cs',
        shape: 'csKernelFunction',
        tools: ['AFCheckOrderStatus', 'AFProcessRefund', 'AFProcessReturn'],
      },
      {
        path: 'dotnet/samples/LearnResources/Plugins/MathPlugin.cs',
        shape: 'csKernelFunction',
        tools: ['Acos', 'Asin', 'Atan'],
      },
      {
        path: 'dotnet/src/Plugins/Plugins.MsGraph/CalendarPlugin.cs',
        shape: 'csKernelFunction',
        tools: ['AddEventAsync'],
      },
      {
        path: 'dotnet/src/Plugins/Plugins.MsGraph/TaskListPlugin.cs',
        shape: 'csKernelFunction',
        tools: ['AddTaskAsync'],
      },
      {
        path: 'dotnet/samples/Concepts/FunctionCalling/ContextDependentAdvertising.cs',
        shape: 'csKernelFunction',
        tools: ['AddTrapsToMaze', 'AddTreasuresToMaze'],
      },
      {
        path: 'dotnet/src/Plugins/Plugins.Web/SearchUrlPlugin.cs',
        shape: 'csKernelFunction',
        tools: ['AmazonSearchUrl'],
      },
      {
        path: 'dotnet/src/Plugins/Plugins.Document/DocumentPlugin.cs',
        shape: 'csKernelFunction',
        tools: ['AppendTextAsync'],
      },
    ],
  },
  {
    name: 'microsoft/autogen',
    files: [
      {
        path: 'python/packages/autogen-studio/autogenstudio/gallery/tools/bing_search.py',
        shape: 'functionToolOf',
        tools: ['bing_search'],
      },
      {
        path: 'python/packages/autogen-ext/examples/mcp_example_server.py',
        shape: 'functionToolOf',
        tools: ['book_table', 'generate_poem'],
      },
      {
        path: 'python/packages/autogen-studio/autogenstudio/gallery/tools/calculator.py',
        shape: 'functionToolOf',
        tools: ['calculator'],
      },
      {
        path: 'python/samples/core_streaming_handoffs_fastapi/tools.py',
        shape: 'functionToolOf',
        tools: ['execute_order', 'execute_refund'],
      },
      {
        path: 'python/packages/autogen-studio/autogenstudio/gallery/tools/fetch_webpage.py',
        shape: 'functionToolOf',
        tools: ['fetch_webpage'],
      },
      {
        path: 'python/packages/autogen-studio/autogenstudio/gallery/tools/generate_image.py',
        shape: 'functionToolOf',
        tools: ['generate_image'],
      },
    ],
  },
  {
    name: 'strands-agents/tools',
    files: [
      {
        path: 'src/strands_tools/a2a_client.py',
        shape: 'toolDecorator',
        tools: ['a2a_discover_agent', 'a2a_list_discovered_agents', 'a2a_send_message'],
      },
      {
        path: 'src/strands_tools/agent_core_memory.py',
        shape: 'toolDecorator',
        tools: ['agent_core_memory'],
      },
      { path: 'src/strands_tools/bright_data.py', shape: 'toolDecorator', tools: ['bright_data'] },
      { path: 'src/strands_tools/browser/browser.py', shape: 'toolDecorator', tools: ['browser'] },
      { path: 'src/strands_tools/calculator.py', shape: 'toolDecorator', tools: ['calculator'] },
      {
        path: 'src/strands_tools/code_interpreter/code_interpreter.py',
        shape: 'toolDecorator',
        tools: ['code_interpreter'],
      },
      { path: 'src/strands_tools/cron.py', shape: 'toolDecorator', tools: ['cron'] },
      { path: 'src/strands_tools/current_time.py', shape: 'toolDecorator', tools: ['current_time'] },
      { path: 'src/strands_tools/diagram.py', shape: 'toolDecorator', tools: ['diagram'] },
    ],
  },
  {
    name: 'All-Hands-AI/OpenHands',
    files: [
      {
        path: 'openhands/agenthub/loc_agent/tools/search_content.py',
        shape: 'described',
        tools: ['get_entity_contents', 'search_code_snippets'],
      },
      {
        path: 'openhands/agenthub/loc_agent/tools/explore_structure.py',
        shape: 'described',
        tools: ['explore_tree_structure'],
      },
      {
        path: 'openhands/agenthub/codeact_agent/tools/llm_based_edit.py',
        shape: 'described',
        tools: ['edit_file'],
      },
      { path: 'openhands/agenthub/codeact_agent/tools/bash.py', shape: 'described', tools: ['execute_bash'] },
      {
        path: 'openhands/agenthub/codeact_agent/tools/str_replace_editor.py',
        shape: 'described',
        tools: ['str_replace_editor'],
      },
      {
        path: 'openhands/agenthub/codeact_agent/tools/task_tracker.py',
        shape: 'described',
        tools: ['task_tracker'],
      },
      { path: 'openhands/agenthub/codeact_agent/tools/browser.py', shape: 'described', tools: ['browser'] },
      { path: 'openhands/agenthub/codeact_agent/tools/think.py', shape: 'described', tools: ['think'] },
      { path: 'openhands/agenthub/codeact_agent/tools/finish.py', shape: 'described', tools: ['finish'] },
      {
        path: 'openhands/agenthub/codeact_agent/tools/ipython.py',
        shape: 'described',
        tools: ['execute_ipython_cell'],
      },
      {
        path: 'openhands/agenthub/codeact_agent/tools/condensation_request.py',
        shape: 'described',
        tools: ['request_condensation'],
      },
      { path: 'openhands/agenthub/readonly_agent/tools/grep.py', shape: 'described', tools: ['grep'] },
      { path: 'openhands/agenthub/readonly_agent/tools/glob.py', shape: 'described', tools: ['glob'] },
    ],
  },
  {
    name: 'langchain-ai/open_deep_research',
    files: [
      {
        path: 'src/legacy/utils.py',
        shape: 'namedDecorator',
        tools: ['azureaisearch_search', 'duckduckgo_search'],
      },
      { path: 'src/open_deep_research/utils.py', shape: 'namedDecorator', tools: ['think_tool'] },
    ],
  },
  {
    name: 'openai/openai-cs-agents-demo',
    files: [
      {
        path: 'python-backend/airline/tools.py',
        shape: 'overriddenName',
        tools: ['assign_special_service_seat', 'baggage_tool', 'book_new_flight', 'cancel_flight'],
      },
    ],
  },
  {
    name: 'modelcontextprotocol/servers',
    files: [
      { path: 'src/fetch/src/mcp_server_fetch/server.py', shape: 'enumerated', tools: ['fetch'] },
      {
        path: 'src/git/src/mcp_server_git/server.py',
        shape: 'enumerated',
        tools: [
          'git_status',
          'git_diff_unstaged',
          'git_diff_staged',
          'git_diff',
          'git_commit',
          'git_add',
          'git_reset',
          'git_log',
          'git_create_branch',
          'git_checkout',
          'git_show',
        ],
      },
      {
        path: 'src/memory/index.ts',
        shape: 'registeredTool',
        tools: ['add_observations', 'create_entities', 'create_relations', 'delete_entities'],
      },
      {
        path: 'src/filesystem/index.ts',
        shape: 'registeredTool',
        tools: ['create_directory', 'directory_tree', 'edit_file', 'get_file_info'],
      },
      { path: 'src/sequentialthinking/index.ts', shape: 'registeredTool', tools: ['sequentialthinking'] },
      {
        path: 'src/everything/tools/get-resource-links.ts',
        shape: 'registeredTool',
        tools: ['get-resource-links'],
      },
      {
        path: 'src/everything/tools/toggle-subscriber-updates.ts',
        shape: 'registeredTool',
        tools: ['toggle-subscriber-updates'],
      },
      {
        path: 'src/everything/tools/toggle-simulated-logging.ts',
        shape: 'registeredTool',
        tools: ['toggle-simulated-logging'],
      },
      {
        path: 'src/everything/tools/trigger-long-running-operation.ts',
        shape: 'registeredTool',
        tools: ['trigger-long-running-operation'],
      },
      {
        path: 'src/everything/tools/gzip-file-as-resource.ts',
        shape: 'registeredTool',
        tools: ['gzip-file-as-resource'],
      },
    ],
  },
  {
    name: 'openai/openai-agents-js',
    files: [
      {
        path: 'examples/docs/human-in-the-loop/toolApprovalDefinition.ts',
        shape: 'toolWithName',
        tools: ['cancelOrder'],
      },
      { path: 'examples/docs/guardrails/toolGuardrails.ts', shape: 'toolWithName', tools: ['classify_text'] },
      {
        path: 'examples/docs/voice-agents/delegationAgent.ts',
        shape: 'toolWithName',
        tools: ['escalateToRefundSupervisor'],
      },
      {
        path: 'packages/agents-core/src/sandbox/capabilities/shell.ts',
        shape: 'toolWithName',
        tools: ['exec_command'],
      },
      { path: 'examples/memory/tools.ts', shape: 'toolWithName', tools: ['fetch_image_data'] },
      { path: 'examples/basic/file-tool-output.ts', shape: 'toolWithName', tools: ['fetch_system_card'] },
      { path: 'examples/docs/context/localContext.ts', shape: 'toolWithName', tools: ['fetch_user_age'] },
      {
        path: 'examples/docs/tools/programmaticToolCalling.ts',
        shape: 'toolWithName',
        tools: ['get_demand'],
      },
      {
        path: 'examples/sandbox/sandbox-agent-with-tools.ts',
        shape: 'toolWithName',
        tools: ['get_discount_approval_path'],
      },
      {
        path: 'examples/sandbox/sandbox-agents-as-tools.ts',
        shape: 'toolWithName',
        tools: ['get_discount_approval_rule'],
      },
      {
        path: 'examples/tools/programmatic-tool-calling.ts',
        shape: 'toolWithName',
        tools: ['get_inbound_units'],
      },
      { path: 'examples/tools/tool-search.ts', shape: 'toolWithName', tools: ['get_invoice_status'] },
    ],
  },
  {
    name: 'vercel/ai',
    files: [
      {
        path: 'examples/harness-e2e-next/agent/harness/acp-claude-code/builtin-tools.ts',
        shape: 'toolUnderKey',
        tools: ['CronCreate', 'CronDelete', 'CronList', 'ReportFindings'],
      },
      {
        path: 'packages/harness-claude-code/src/claude-code-harness.ts',
        shape: 'toolUnderKey',
        tools: ['ToolSearch'],
      },
      {
        path: 'examples/next-langchain/app/api/custom-data/route.ts',
        shape: 'toolUnderKey',
        tools: ['analyze_data'],
      },
      {
        path: 'examples/ai-functions/src/complex/math-agent/agent-required-tool-choice.ts',
        shape: 'toolUnderKey',
        tools: ['answer'],
      },
      { path: 'examples/ai-e2e-next/util/mcp/handler.ts', shape: 'toolUnderKey', tools: ['calculateSum'] },
      {
        path: 'examples/ai-functions/src/agent/openai/subagent.ts',
        shape: 'toolUnderKey',
        tools: ['call_child'],
      },
      {
        path: 'examples/ai-functions/src/generate-text/mock/devtools-media-tool-result.ts',
        shape: 'toolUnderKey',
        tools: ['captureScreenshot'],
      },
      {
        path: 'examples/ai-functions/src/reproduction/issue-16072-google-pdf-tool-result.ts',
        shape: 'toolUnderKey',
        tools: ['catalogSearch'],
      },
      { path: 'examples/mcp/src/sse/server.ts', shape: 'toolUnderKey', tools: ['check-product-stock'] },
    ],
  },
  {
    name: 'langchain-ai/langchainjs',
    files: [
      {
        path: 'examples/src/langchain-classic/models/chat/configurable/configurable_model_declaratively.ts',
        shape: 'toolOfFunction',
        tools: ['GetPopulation'],
      },
      {
        path: 'examples/src/createAgent/accessExternalContext.ts',
        shape: 'toolOfFunction',
        tools: ['account_info'],
      },
      {
        path: 'examples/src/createAgent/accessThreadLevelState.ts',
        shape: 'toolOfFunction',
        tools: ['add_todo'],
      },
      {
        path: 'examples/src/createAgent/dynamicTools/advanced.ts',
        shape: 'toolOfFunction',
        tools: ['book_flight'],
      },
      {
        path: 'examples/src/createAgent/middleware/llmToolSelector.ts',
        shape: 'toolOfFunction',
        tools: ['calculate_price', 'check_inventory'],
      },
      {
        path: 'examples/src/createAgent/customSystemPrompts.ts',
        shape: 'toolOfFunction',
        tools: ['check_account'],
      },
      {
        path: 'examples/src/createAgent/controlOverMessagePreparation.ts',
        shape: 'toolOfFunction',
        tools: ['check_refund_policy'],
      },
      {
        path: 'examples/src/createAgent/updateThreadLevel.ts',
        shape: 'toolOfFunction',
        tools: ['check_system_status'],
      },
      {
        path: 'examples/src/createAgent/updateThreadLevelInTools.ts',
        shape: 'toolOfFunction',
        tools: ['create_task'],
      },
    ],
  },
  {
    name: 'firebase/genkit',
    files: [
      {
        path: 'js/testapps/flow-simple-ai/src/index.ts',
        shape: 'definedTool',
        tools: ['characterGenerator', 'dynamicGablorkenTool', 'exitTool', 'getColor'],
      },
      { path: 'samples/js-angular/server/src/chatbot.ts', shape: 'definedTool', tools: ['datePicker'] },
      {
        path: 'js/testapps/multiagents-demo/src/tools/fetchCatalogTool.ts',
        shape: 'definedTool',
        tools: ['fetchCatalog'],
      },
      {
        path: 'js/testapps/multiagents-demo/src/tools/fetchMostPopularItemsTool.ts',
        shape: 'definedTool',
        tools: ['fetchMostPopularItems'],
      },
      {
        path: 'js/testapps/multiagents-demo/src/tools/getProductDetailsTool.ts',
        shape: 'definedTool',
        tools: ['getProductDetails'],
      },
      { path: 'samples/js-schoolAgent/src/tools.ts', shape: 'definedTool', tools: ['getRecentGrades'] },
      {
        path: 'js/testapps/dev-ui-gallery/src/main/tools.ts',
        shape: 'definedTool',
        tools: ['getSomeMarkdown'],
      },
      { path: 'go/samples/session/main.go', shape: 'goDefinedTool', tools: ['addToCart', 'getCart'] },
      { path: 'go/samples/prompts/main.go', shape: 'goDefinedTool', tools: ['answerOfEverything'] },
      {
        path: 'go/samples/mcp-server/server.go',
        shape: 'goDefinedTool',
        tools: ['fetch_url', 'hash_generate', 'text_encode'],
      },
      { path: 'go/samples/mcp-ception/mcp_ception.go', shape: 'goDefinedTool', tools: ['genkit-brainstorm'] },
      { path: 'go/samples/ollama-tools/main.go', shape: 'goDefinedTool', tools: ['weather'] },
    ],
  },
  {
    name: 'modelcontextprotocol/typescript-sdk',
    files: [
      {
        path: 'examples/todos-server/todos.ts',
        shape: 'registeredTool',
        tools: ['add_task', 'add_tasks', 'brainstorm_tasks', 'clear_done'],
      },
      {
        path: 'examples/guides/servers/errors.examples.ts',
        shape: 'registeredTool',
        tools: ['always-protocol-error'],
      },
      { path: 'examples/guides/testing.examples.ts', shape: 'registeredTool', tools: ['apply-discount'] },
      {
        path: 'examples/guides/clients/subscriptions.examples.ts',
        shape: 'registeredTool',
        tools: ['archive-note'],
      },
      { path: 'examples/tools/server.ts', shape: 'registeredTool', tools: ['calc'] },
      {
        path: 'packages/server/src/server/mcp.examples.ts',
        shape: 'registeredTool',
        tools: ['calculate-bmi'],
      },
      {
        path: 'examples/guides/servers/tools.examples.ts',
        shape: 'registeredTool',
        tools: ['clear-catalog'],
      },
      { path: 'examples/repl/server.ts', shape: 'registeredTool', tools: ['collect-user-info'] },
      { path: 'examples/elicitation/server.ts', shape: 'registeredTool', tools: ['confirm_payment'] },
    ],
  },
  {
    name: 'cline/cline',
    files: [
      {
        path: 'apps/examples/code-review-bot/src/index.ts',
        shape: 'createdTool',
        tools: ['add_review_finding', 'get_file_context'],
      },
      {
        path: 'sdk/packages/core/src/extensions/tools/definitions.ts',
        shape: 'createdTool',
        tools: ['apply_patch', 'editor', 'fetch_web_content', 'read_files'],
      },
      {
        path: 'sdk/examples/plugins/agents-squad/index.ts',
        shape: 'createdTool',
        tools: ['get_skill', 'get_subagent', 'list_agent_presets', 'list_skills'],
      },
      { path: 'sdk/examples/plugins/weather-metrics.ts', shape: 'createdTool', tools: ['get_weather'] },
      {
        path: 'sdk/examples/plugins/typescript-lsp/index.ts',
        shape: 'createdTool',
        tools: ['goto_definition'],
      },
    ],
  },
  {
    name: 'google-gemini/gemini-cli',
    files: [
      {
        path: 'packages/vscode-ide-companion/src/ide-server.ts',
        shape: 'toolClass',
        tools: ['closeDiff', 'openDiff'],
      },
      { path: 'packages/sdk/examples/session-context.ts', shape: 'toolClass', tools: ['get_context'] },
      { path: 'packages/core/src/tools/activate-skill.ts', shape: 'toolClass', tools: ['activate_skill'] },
      { path: 'packages/core/src/tools/ask-user.ts', shape: 'toolClass', tools: ['ask_user'] },
      { path: 'packages/core/src/tools/complete-task.ts', shape: 'toolClass', tools: ['complete_task'] },
      { path: 'packages/core/src/tools/edit.ts', shape: 'toolClass', tools: ['replace'] },
      { path: 'packages/core/src/tools/enter-plan-mode.ts', shape: 'toolClass', tools: ['enter_plan_mode'] },
      { path: 'packages/core/src/tools/exit-plan-mode.ts', shape: 'toolClass', tools: ['exit_plan_mode'] },
      {
        path: 'packages/core/src/tools/get-internal-docs.ts',
        shape: 'toolClass',
        tools: ['get_internal_docs'],
      },
      { path: 'packages/core/src/tools/glob.ts', shape: 'toolClass', tools: ['glob'] },
      {
        path: 'packages/core/src/tools/list-mcp-resources.ts',
        shape: 'toolClass',
        tools: ['list_mcp_resources'],
      },
      { path: 'packages/core/src/tools/ls.ts', shape: 'toolClass', tools: ['list_directory'] },
      { path: 'packages/core/src/tools/read-file.ts', shape: 'toolClass', tools: ['read_file'] },
      { path: 'packages/core/src/tools/read-many-files.ts', shape: 'toolClass', tools: ['read_many_files'] },
      {
        path: 'packages/core/src/tools/read-mcp-resource.ts',
        shape: 'toolClass',
        tools: ['read_mcp_resource'],
      },
      { path: 'packages/core/src/tools/shell.ts', shape: 'toolClass', tools: ['run_shell_command'] },
      {
        path: 'packages/core/src/tools/shellBackgroundTools.ts',
        shape: 'toolClass',
        tools: ['list_background_processes', 'read_background_output'],
      },
      { path: 'packages/core/src/tools/trackerTools.ts', shape: 'toolClass', tools: ['tracker_create_task'] },
    ],
  },
  {
    name: 'wonderwhy-er/DesktopCommanderMCP',
    files: [
      {
        path: 'src/server.ts',
        shape: 'describedWithHandler',
        tools: [
          'get_config',
          'set_config_value',
          'read_file',
          'read_multiple_files',
          'write_file',
          'write_pdf',
          'create_directory',
          'list_directory',
          'move_file',
          'start_search',
          'get_more_search_results',
          'stop_search',
          'list_searches',
          'get_file_info',
        ],
      },
    ],
  },
  {
    name: 'github/github-mcp-server',
    files: [
      {
        path: 'pkg/github/actions.go',
        shape: 'goNewTool',
        tools: ['actions_get', 'actions_list', 'actions_run_trigger'],
      },
      {
        path: 'pkg/github/pullrequests.go',
        shape: 'goNewTool',
        tools: ['add_comment_to_pending_review', 'add_reply_to_pull_request_comment'],
      },
      { path: 'pkg/github/issues.go', shape: 'goNewTool', tools: ['add_issue_comment'] },
      {
        path: 'pkg/github/issues_granular.go',
        shape: 'goNewTool',
        tools: ['add_issue_comment_reaction', 'add_issue_reaction', 'add_sub_issue'],
      },
      {
        path: 'pkg/github/pullrequests_granular.go',
        shape: 'goNewTool',
        tools: ['add_pull_request_review_comment', 'add_pull_request_review_comment_reaction'],
      },
      {
        path: 'pkg/github/copilot.go',
        shape: 'goNewTool',
        tools: ['assign_copilot_to_issue', 'assign_copilot_to_issue_with_intent'],
      },
      { path: 'pkg/github/repositories.go', shape: 'goNewTool', tools: ['create_branch'] },
    ],
  },
  {
    name: 'grafana/mcp-grafana',
    files: [
      {
        path: 'tools/agento11y.go',
        shape: 'goMustTool',
        tools: ['agento11y_manage_conversations', 'agento11y_manage_generations'],
      },
      { path: 'tools/rendering.go', shape: 'goMustTool', tools: ['get_panel_image'] },
      { path: 'tools/quickwit.go', shape: 'goMustTool', tools: ['query_quickwit'] },
      { path: 'tools/influxdb.go', shape: 'goMustTool', tools: ['query_influxdb'] },
      {
        path: 'tools/provisioning.go',
        shape: 'goMustTool',
        tools: ['list_provisioning_repositories', 'validate_provisioning_file'],
      },
      { path: 'tools/alerting_routing.go', shape: 'goMustTool', tools: ['alerting_manage_routing'] },
      {
        path: 'tools/graphite.go',
        shape: 'goMustTool',
        tools: ['query_graphite', 'list_graphite_metrics', 'list_graphite_tags', 'query_graphite_density'],
      },
      { path: 'tools/search.go', shape: 'goMustTool', tools: ['search_dashboards', 'search_folders'] },
    ],
  },
  {
    name: 'mark3labs/mcp-go',
    files: [
      { path: 'examples/task_tool/main.go', shape: 'goHandledTool', tools: ['analyze_data'] },
      {
        path: 'examples/elicitation/main.go',
        shape: 'goHandledTool',
        tools: ['auth_via_url', 'create_project'],
      },
      { path: 'examples/multi_round_trip/main.go', shape: 'goHandledTool', tools: ['deploy'] },
      { path: 'examples/in_process/main.go', shape: 'goHandledTool', tools: ['dummy_tool'] },
      {
        path: 'examples/structured_input_and_output/main.go',
        shape: 'goHandledTool',
        tools: ['get_assets', 'get_user_profile'],
      },
      { path: 'examples/everything/main.go', shape: 'goHandledTool', tools: ['get_resource_link'] },
    ],
  },
  {
    name: 'modelcontextprotocol/go-sdk',
    files: [
      {
        path: 'examples/server/memory/main.go',
        shape: 'goAddedTool',
        tools: ['add_observations', 'create_entities', 'create_relations', 'delete_entities'],
      },
      { path: 'examples/http/main.go', shape: 'goAddedTool', tools: ['cityTime'] },
      {
        path: 'examples/server/sequentialthinking/main.go',
        shape: 'goAddedTool',
        tools: ['continue_thinking'],
      },
      { path: 'examples/server/auth-middleware/main.go', shape: 'goAddedTool', tools: ['create_resource'] },
      { path: 'mcp/mcp.go', shape: 'goAddedTool', tools: ['double'] },
      { path: 'examples/auth/server/main.go', shape: 'goAddedTool', tools: ['echo'] },
      { path: 'examples/server/proxy/main.go', shape: 'goAddedTool', tools: ['echo_headers'] },
    ],
  },
  {
    name: 'tmc/langchaingo',
    files: [
      { path: 'tools/calculator.go', shape: 'goNamedType', tools: ['calculator'] },
      { path: 'tools/scraper/scraper.go', shape: 'goNamedType', tools: ['Web Scraper'] },
      { path: 'tools/perplexity/perplexity.go', shape: 'goNamedType', tools: ['PerplexityAI'] },
      { path: 'tools/duckduckgo/ddg.go', shape: 'goNamedType', tools: ['DuckDuckGo Search'] },
      { path: 'tools/metaphor/links.go', shape: 'goNamedType', tools: ['Metaphor Links Search'] },
      { path: 'tools/metaphor/search.go', shape: 'goNamedType', tools: ['Metaphor Search'] },
      { path: 'tools/metaphor/metaphor.go', shape: 'goNamedType', tools: ['Metaphor API Tool'] },
      { path: 'tools/metaphor/documents.go', shape: 'goNamedType', tools: ['Metaphor Contents Extractor'] },
    ],
  },
  {
    name: 'cloudwego/eino-examples',
    files: [
      { path: 'adk/common/tool/follow_up_tool.go', shape: 'goInferredTool', tools: ['FollowUpTool'] },
      { path: 'quickstart/todoagent/main.go', shape: 'goInferredTool', tools: ['add_todo'] },
      {
        path: 'adk/human-in-the-loop/8_supervisor-plan-execute/tools.go',
        shape: 'goInferredTool',
        tools: ['allocate_budget', 'analyze_requirements', 'assign_team', 'create_design'],
      },
      { path: 'adk/human-in-the-loop/7_deep-agents/tools.go', shape: 'goInferredTool', tools: ['analyze'] },
      { path: 'adk/cancel/graceful-exit/main.go', shape: 'goInferredTool', tools: ['analyze_data'] },
      {
        path: 'adk/human-in-the-loop/6_plan-execute-replan/tools.go',
        shape: 'goInferredTool',
        tools: ['book_flight', 'book_hotel'],
      },
      {
        path: 'adk/human-in-the-loop/5_supervisor/agent.go',
        shape: 'goInferredTool',
        tools: ['check_balance'],
      },
      {
        path: 'adk/middlewares/dynamictool/toolsearch/tools.go',
        shape: 'goInferredTool',
        tools: ['convert_currency'],
      },
    ],
  },
  {
    name: 'google/adk-go',
    files: [
      {
        path: 'examples/multiagent/collaboration/main.go',
        shape: 'goFunctionTool',
        tools: ['book_flight', 'geocode_address'],
      },
      { path: 'examples/bidi/main.go', shape: 'goFunctionTool', tools: ['camera_toggle'] },
      {
        path: 'examples/bidi/streamingtool/main.go',
        shape: 'goFunctionTool',
        tools: ['check_divisible', 'count_to'],
      },
      {
        path: 'examples/multiagent/single_turn/main.go',
        shape: 'goFunctionTool',
        tools: ['check_phone_price'],
      },
      {
        path: 'examples/multiagent/task_sub_agent/main.go',
        shape: 'goFunctionTool',
        tools: ['confirmation'],
      },
      { path: 'tool/exitlooptool/tool.go', shape: 'goFunctionTool', tools: ['exit_loop'] },
    ],
  },
  {
    name: 'langchain4j/langchain4j-examples',
    files: [
      {
        path: 'agentic-tutorial/src/main/java/_5_conditional_workflow/OrganizingTools.java',
        shape: 'javaTool',
        tools: ['createCalendarEntry', 'getCurrentDate', 'getInvolvedEmployeesForInterview', 'sendEmail'],
      },
      {
        path: 'google-ai-gemini-examples/src/main/java/dev/langchain4j/example/gemini/Example06_ChatWithTools.java',
        shape: 'javaTool',
        tools: ['multiply'],
      },
      {
        path: 'native-java-gemini-function-calling-example/src/main/java/services/gemini/Langchain4JFunctionCallingApplication.java',
        shape: 'javaTool',
        tools: ['paymentStatus'],
      },
    ],
  },
  {
    name: 'spring-projects/spring-ai-examples',
    files: [
      {
        path: 'model-context-protocol/dynamic-tool-update/server/src/main/java/org/springframework/ai/mcp/sample/server/MathTools.java',
        shape: 'javaTool',
        tools: ['divideNumbers', 'multiplyNumbers', 'sumNumbers'],
      },
      {
        path: 'model-context-protocol/mcp-annotations/mcp-annotations-server/src/main/java/org/springframework/ai/mcp/sample/server/providers/DocumentProvider.java',
        shape: 'javaTool',
        tools: ['edit_document', 'read_doc_contents'],
      },
      {
        path: 'model-context-protocol/sampling/annotations/mcp-sampling-server-annotations/src/main/java/org/springframework/ai/mcp/sample/server/WeatherService.java',
        shape: 'javaTool',
        tools: ['getTemperature2'],
      },
      {
        path: 'model-context-protocol/mcp-annotations/mcp-annotations-server/src/main/java/org/springframework/ai/mcp/sample/server/providers/AsyncToolProvider.java',
        shape: 'javaTool',
        tools: ['tool4'],
      },
      {
        path: 'model-context-protocol/dynamic-tool-update/server/src/main/java/org/springframework/ai/mcp/sample/server/WeatherService.java',
        shape: 'javaTool',
        tools: ['weatherForecast'],
      },
    ],
  },
  {
    name: 'google/adk-java',
    files: [
      {
        path: 'contrib/samples/github/adkprtriaging/src/main/java/com/example/adkprtriaging/AdkPrTriagingAgent.java',
        shape: 'javaFunctionTool',
        tools: ['addCommentToPr', 'addLabelToPr'],
      },
      {
        path: 'contrib/samples/github/adkstale/src/main/java/com/example/adkstale/AdkStaleAgent.java',
        shape: 'javaFunctionTool',
        tools: ['addStaleLabelAndComment', 'alertMaintainerOfEdit', 'closeAsStale', 'getIssueState'],
      },
      {
        path: 'contrib/samples/github/adktriaging/src/main/java/com/example/adktriaging/AdkTriagingAgent.java',
        shape: 'javaFunctionTool',
        tools: ['assignGtechOwnerToIssue'],
      },
      {
        path: 'core/src/main/java/com/google/adk/tools/ExitLoopTool.java',
        shape: 'javaFunctionTool',
        tools: ['exitLoop'],
      },
      {
        path: 'contrib/samples/github/adkspam/src/main/java/com/example/adkspam/SpamDetectionAgent.java',
        shape: 'javaFunctionTool',
        tools: ['flagIssueAsSpam'],
      },
      {
        path: 'tutorials/city-time-weather/src/main/java/com/google/adk/tutorials/CityTimeWeather.java',
        shape: 'javaFunctionTool',
        tools: ['getCurrentTime'],
      },
    ],
  },
  {
    name: 'modelcontextprotocol/csharp-sdk',
    files: [
      {
        path: 'samples/AspNetCoreMcpPerSessionTools/Tools/CalculatorTool.cs',
        shape: 'csServerTool',
        tools: ['Calculate', 'CalculatePercentage'],
      },
      {
        path: 'samples/AspNetCoreMcpPerSessionTools/Tools/ClockTool.cs',
        shape: 'csServerTool',
        tools: ['ConvertTimeZone', 'GetDate', 'GetTime'],
      },
      {
        path: 'docs/concepts/elicitation/samples/server/Tools/InteractiveTools.cs',
        shape: 'csServerTool',
        tools: ['EnumExamples', 'GuessTheNumber'],
      },
      {
        path: 'docs/concepts/httpcontext/samples/Tools/ContextTools.cs',
        shape: 'csServerTool',
        tools: ['GetHttpHeaders'],
      },
      {
        path: 'samples/AspNetCoreMcpPerSessionTools/Tools/UserInfoTool.cs',
        shape: 'csServerTool',
        tools: ['GetUserInfo'],
      },
      {
        path: 'docs/concepts/logging/samples/server/Tools/LoggingTools.cs',
        shape: 'csServerTool',
        tools: ['LoggingTool'],
      },
    ],
  },
  {
    name: 'dotnet/ai-samples',
    files: [
      {
        path: 'src/build-2024/03 - Add Plugin (Function Call)/Program.cs',
        shape: 'csCreated',
        tools: ['GetAge'],
      },
      {
        path: 'src/microsoft-extensions-ai-evaluation/api/reporting/ReportingExamples.Example11_RunningAgentQualityEvaluators.cs',
        shape: 'csCreated',
        tools: ['GetOrderStatus', 'GetOrders'],
      },
    ],
  },
];
