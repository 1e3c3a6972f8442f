// Completions for zsh with _arguments.

#include <fmt/format.h>

#include "libcore/cli/generate.h"

namespace tlog::cli {
namespace {

// Text between the brackets of an _arguments specification.
std::string description(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(const OptionSpec& spec) {
  switch (spec.kind) {
    case Kind::kFile:
      return "_files";
    case Kind::kDir:
      return "_files -/";
    case Kind::kChoice:
      return fmt::format("({})", fmt::join(spec.choices, " "));
    default:
      return " ";
  }
}

std::string option_words(const OptionSpec& spec) {
  bool takes_value = spec.kind != Kind::kFlag;
  std::string tail = "[" + description(spec.help) + "]";
  if (takes_value) tail += ":" + spec.metavar + ":" + action(spec);
  std::string names;
  for (const std::string& name : {spec.short_name, spec.long_name}) {
    if (name.empty()) continue;
    if (!names.empty()) names += ",";
    names += name;
    if (takes_value) names += name.starts_with("--") ? "=" : "+";
  }
  bool both = !spec.short_name.empty() && !spec.long_name.empty();
  // What repeats is offered again; else one spelling excludes the other.
  std::string lead = spec.repeats ? "*" : both ? "(" + spec.short_name + " " + spec.long_name + ")" : "";
  if (!both) return shell_quote(lead + names + tail);
  return shell_quote(lead) + "{" + names + "}" + shell_quote(tail);
}

std::string arguments(const App& app, const char* indent) {
  std::string out = "_arguments -s -S";
  for (const Option& option : app.options()) {
    const OptionSpec& spec = option.spec();
    std::string words = spec.positional() ? shell_quote((spec.repeats ? "*:" : ":") + spec.metavar + ":" + action(spec))
                                          : option_words(spec);
    out += std::string(" \\\n") + indent + "    " + words;
  }
  return out;
}

}  // namespace

std::string generate_zsh(const App& app) {
  std::string out = fmt::format("#compdef {0}\n# zsh completion for {0}, made by: {0} --generate=zsh\n\n{1}() {{\n",
                                app.name(), function_name(app));
  if (app.commands().empty()) {
    out += "  " + arguments(app, "  ") + "\n";
  } else {
    out +=
        "  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
        "    local -a commands=(\n";
    for (const auto& command : app.commands()) {
      out += "      " + shell_quote(command->command_name() + ":" + command->summary()) + "\n";
    }
    out +=
        "    )\n"
        "    _describe -t commands command commands\n"
        "    return\n"
        "  fi\n"
        "  case $words[2] in\n";
    for (const auto& command : app.commands()) {
      out += fmt::format("    {})\n      shift words\n      (( CURRENT-- ))\n      {}\n      ;;\n",
                         command->command_name(), arguments(*command, "      "));
    }
    out += fmt::format("    *)\n      {}\n      ;;\n  esac\n", arguments(app, "      "));
  }
  out += fmt::format("}}\n\n{} \"$@\"\n", function_name(app));
  return out;
}

}  // namespace tlog::cli
