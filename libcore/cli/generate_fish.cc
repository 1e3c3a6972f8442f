// Completions for fish 3.

#include <fmt/format.h>

#include "libcore/cli/generate.h"

namespace tlog::cli {
namespace {

std::string quote(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

void lines_of(std::string& out, const std::string& begin, const App& app) {
  bool paths = false;
  for (const Option& option : app.options()) {
    const OptionSpec& spec = option.spec();
    if (spec.positional()) {
      paths = paths || spec.kind == Kind::kFile || spec.kind == Kind::kDir;
      continue;
    }
    out += begin;
    if (!spec.short_name.empty()) out += " -s " + spec.short_name.substr(1);
    if (!spec.long_name.empty()) out += " -l " + spec.long_name.substr(2);
    switch (spec.kind) {
      case Kind::kFlag:
        break;
      case Kind::kFile:
        out += " -r -F";
        break;
      case Kind::kDir:
        out += " -x -a '(__fish_complete_directories)'";
        break;
      case Kind::kChoice:
        out += " -x -a " + quote(fmt::format("{}", fmt::join(spec.choices, " ")));
        break;
      default:
        out += " -x";
        break;
    }
    out += " -d " + quote(spec.help) + "\n";
  }
  if (!paths) out += begin + " -f\n";
}

}  // namespace

std::string generate_fish(const App& app) {
  std::string out = fmt::format("# fish completion for {0}, made by: {0} --generate=fish\n\n", app.name());
  std::string begin = "complete -c " + app.name();
  if (app.commands().empty()) {
    lines_of(out, begin, app);
    return out;
  }
  std::string names;
  for (const auto& command : app.commands()) names += " " + command->command_name();
  std::string none = begin + " -n " + quote("not __fish_seen_subcommand_from" + names);
  for (const auto& command : app.commands()) {
    out += none + " -f -a " + command->command_name() + " -d " + quote(command->summary()) + "\n";
  }
  lines_of(out, none, app);
  for (const auto& command : app.commands()) {
    lines_of(out, begin + " -n " + quote("__fish_seen_subcommand_from " + command->command_name()), *command);
  }
  return out;
}

}  // namespace tlog::cli
