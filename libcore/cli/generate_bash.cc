// Completions for bash with the functions of bash-completion 2 (_init_completion, _filedir).

#include <fmt/format.h>

#include "libcore/cli/generate.h"

namespace tlog::cli {
namespace {

// What completes a value; empty where nothing can be offered.
std::string value_words(const OptionSpec& spec) {
  switch (spec.kind) {
    case Kind::kFile:
      return "_filedir";
    case Kind::kDir:
      return "_filedir -d";
    case Kind::kChoice:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", fmt::join(spec.choices, " "));
    default:
      return "";
  }
}

void values_of(std::string& out, const App& app, const std::string& command) {
  for (const Option& option : app.options()) {
    const OptionSpec& spec = option.spec();
    if (spec.positional() || spec.kind == Kind::kFlag) continue;
    std::string pattern;
    for (const std::string& name : {spec.short_name, spec.long_name}) {
      if (name.empty()) continue;
      if (!pattern.empty()) pattern += " | ";
      pattern += command + ":" + name;
    }
    std::string words = value_words(spec);
    out += fmt::format("        {})\n", pattern);
    if (!words.empty()) out += fmt::format("            {}\n", words);
    out += "            return\n            ;;\n";
  }
}

void names_of(std::string& out, const App& app, const std::string& command) {
  std::string names;
  for (const Option& option : app.options()) {
    const OptionSpec& spec = option.spec();
    if (spec.positional()) continue;
    names += (names.empty() ? "" : " ") + spec.name();
    if (!spec.long_name.empty() && spec.kind != Kind::kFlag) names += "=";
  }
  out += fmt::format("            {}) COMPREPLY=($(compgen -W '{}' -- \"$cur\")) ;;\n",
                     command.empty() ? "''" : command, names);
}

void arguments_of(std::string& out, const App& app, const std::string& command) {
  for (const Option& option : app.options()) {
    std::string words = option.spec().positional() ? value_words(option.spec()) : "";
    if (words.empty()) continue;
    out += fmt::format("        {}) {} ;;\n", command.empty() ? "''" : command, words);
    return;  // later positionals are rare, and of the same kind
  }
}

}  // namespace

std::string generate_bash(const App& app) {
  std::vector<std::string> commands;
  for (const auto& command : app.commands()) commands.push_back(command->command_name());

  std::string out = fmt::format(
      "# bash completion for {0}, made by: {0} --generate=bash\n"
      "# shellcheck shell=bash disable=SC2034,SC2207\n\n"
      "{1}() {{\n"
      "    local cur prev words cword split\n"
      "    _init_completion -s || return\n"
      "    local command=\n",
      app.name(), function_name(app));
  if (!commands.empty()) {
    out += fmt::format(
        "    if ((cword > 1)); then\n"
        "        case ${{words[1]}} in {}) command=${{words[1]}} ;; esac\n"
        "    fi\n",
        fmt::join(commands, " | "));
  }
  std::string cases;
  values_of(cases, app, "");
  for (const auto& command : app.commands()) values_of(cases, *command, command->command_name());
  if (!cases.empty()) out += "    case $command:$prev in\n" + cases + "    esac\n";
  out +=
      "    $split && return\n"
      "    if [[ $cur == -* ]]; then\n"
      "        case $command in\n";
  names_of(out, app, "");
  for (const auto& command : app.commands()) names_of(out, *command, command->command_name());
  out +=
      "        esac\n"
      "        [[ ${COMPREPLY-} == *= ]] && compopt -o nospace\n"
      "        return\n"
      "    fi\n";
  cases.clear();
  if (!commands.empty()) {
    cases += fmt::format("        '') COMPREPLY=($(compgen -W '{}' -- \"$cur\")) ;;\n", fmt::join(commands, " "));
  } else {
    arguments_of(cases, app, "");
  }
  for (const auto& command : app.commands()) arguments_of(cases, *command, command->command_name());
  if (!cases.empty()) out += "    case $command in\n" + cases + "    esac\n";
  out += fmt::format("}}\n\ncomplete -F {} {}\n", function_name(app), app.name());
  return out;
}

}  // namespace tlog::cli
