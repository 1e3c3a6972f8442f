#include "libcore/cli/generate.h"

#include <fmt/format.h>

#include "libcore/cli/help.h"

namespace tlog::cli {
namespace {

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::kFlag:
      return "flag";
    case Kind::kText:
      return "text";
    case Kind::kFile:
      return "file";
    case Kind::kDir:
      return "dir";
    case Kind::kCount:
      return "count";
    case Kind::kSize:
      return "size";
    case Kind::kChoice:
      return "choice";
  }
  ASSERT(false);
}

std::string or_dash(const std::string& field) { return field.empty() ? "-" : field; }

void spec_of(std::string& out, const App& app, const std::string& command) {
  for (const std::string& line : app.usage_lines()) out += fmt::format("usage\t{}\t{}\n", command, line);
  for (const Option& option : app.options()) {
    const OptionSpec& spec = option.spec();
    const char* required = spec.required ? "required" : "-";
    const char* repeats = spec.repeats ? "repeats" : "-";
    if (spec.positional()) {
      out += fmt::format("positional\t{}\t{}\t{}\t{}\t{}\t{}\n", command, spec.metavar, kind_name(spec.kind), required,
                         repeats, spec.help);
      continue;
    }
    std::string names = spec.short_name;
    if (!names.empty() && !spec.long_name.empty()) names += ",";
    names += spec.long_name;
    out += fmt::format("option\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", command, names, or_dash(spec.metavar),
                       kind_name(spec.kind), or_dash(fmt::format("{}", fmt::join(spec.choices, "|"))),
                       or_dash(spec.env), or_dash(spec.default_shown), required, repeats, spec.group, spec.help);
  }
}

}  // namespace

std::string generate_spec(const Frame& frame, const App& app) {
  std::string out = fmt::format("tool\t{}\t{}\n", frame.name, frame.summary);
  for (const auto& command : app.commands()) {
    out += fmt::format("command\t{}\t{}\n", command->command_name(), command->summary());
  }
  spec_of(out, app, "-");
  for (const auto& command : app.commands()) spec_of(out, *command, command->command_name());
  for (const Exit& exit : all_exits(frame)) out += fmt::format("exit\t{}\t{}\n", exit.status, exit.phrase);
  return out;
}

std::string function_name(const App& app) {
  std::string name = "_" + app.name();
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

std::string shell_quote(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::optional<std::string> generate(std::string_view what, const Frame& frame, const App& app) {
  if (what == "bash") return generate_bash(app);
  if (what == "zsh") return generate_zsh(app);
  if (what == "fish") return generate_fish(app);
  if (what == "spec") return generate_spec(frame, app);
  return std::nullopt;
}

}  // namespace tlog::cli
