#include "libcore/cli/help.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlog::cli {
namespace {

constexpr size_t kColumns = 79;
constexpr size_t kHelpColumn = 26;

// Appends `text`, whose first line begins at column `at` and whose other lines begin at `indent`.
void wrap(std::string& out, const std::string& text, size_t at, size_t indent) {
  size_t column = at;
  bool first = true;
  for (size_t pos = 0; pos < text.size();) {
    size_t end = std::min(text.find(' ', pos), text.size());
    std::string_view word(text.data() + pos, end - pos);
    pos = end + 1;
    if (word.empty()) continue;
    if (!first && column + 1 + word.size() > kColumns) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    first = false;
  }
  out += '\n';
}

void entry(std::string& out, const std::string& left, const std::string& right) {
  out += left;
  if (left.size() + 2 > kHelpColumn) {
    out += "\n" + std::string(kHelpColumn, ' ');
  } else {
    out += std::string(kHelpColumn - left.size(), ' ');
  }
  wrap(out, right, kHelpColumn, kHelpColumn);
}

std::string left_of(const OptionSpec& spec) {
  if (spec.positional()) return "  " + spec.metavar;
  std::string left = spec.short_name.empty() ? "      " : "  " + spec.short_name;
  if (!spec.long_name.empty()) left += (spec.short_name.empty() ? "" : ", ") + spec.long_name;
  if (!spec.metavar.empty()) left += (spec.long_name.empty() ? " " : "=") + spec.metavar;
  return left;
}

std::string right_of(const OptionSpec& spec) {
  std::string right = spec.help;
  if (!spec.choices.empty()) right += fmt::format(": {}", fmt::join(spec.choices, ", "));
  if (spec.repeats && !spec.positional()) right += " (may be repeated)";
  if (!spec.default_shown.empty()) right += " [default: " + spec.default_shown + "]";
  if (!spec.env.empty()) right += " [env: " + spec.env + "]";
  return right;
}

void options_part(std::string& out, const App& app) {
  std::vector<std::string> groups;
  bool positionals = false;
  for (const Option& option : app.options()) {
    const OptionSpec& spec = option.spec();
    if (spec.positional()) {
      if (!positionals) out += "\nArguments:\n";
      positionals = true;
      entry(out, left_of(spec), right_of(spec));
    } else if (std::find(groups.begin(), groups.end(), spec.group) == groups.end()) {
      groups.push_back(spec.group);
    }
  }
  for (const std::string& group : groups) {
    out += "\n" + group + ":\n";
    for (const Option& option : app.options()) {
      const OptionSpec& spec = option.spec();
      if (!spec.positional() && spec.group == group) entry(out, left_of(spec), right_of(spec));
    }
  }
}

}  // namespace

std::vector<Exit> all_exits(const Frame& frame) {
  std::vector<Exit> exits = frame.exits;
  for (const Exit& common : {Exit{64, "the command line is wrong"}, Exit{70, "an error of the program itself"},
                             Exit{74, "reading or writing failed"}}) {
    auto same = [&](const Exit& e) { return e.status == common.status; };
    if (std::find_if(exits.begin(), exits.end(), same) == exits.end()) exits.push_back(common);
  }
  std::sort(exits.begin(), exits.end(), [](const Exit& a, const Exit& b) { return a.status < b.status; });
  return exits;
}

std::string help_text(const Frame& frame, const App& app) {
  std::string out;
  const char* lead = "Usage: ";
  for (const std::string& line : app.usage_lines()) {
    out += lead + app.name() + " ";
    wrap(out, line, 8 + app.name().size(), 8 + app.name().size());
    lead = "       ";
  }
  std::string summary = app.summary();
  if (!summary.empty() && summary[0] >= 'a' && summary[0] <= 'z')
    summary[0] = static_cast<char>(summary[0] - 'a' + 'A');
  wrap(out, summary + ".", 0, 0);
  if (!app.commands().empty()) {
    out += "\nCommands:\n";
    for (const auto& command : app.commands()) entry(out, "  " + command->command_name(), command->summary());
  }
  options_part(out, app);
  out += "\nExit status:\n";
  for (const Exit& exit : all_exits(frame)) entry(out, fmt::format("  {}", exit.status), exit.phrase);
  out += "\n";
  if (!app.commands().empty()) out += "Options of a command: " + app.name() + " COMMAND --help\n";
  out += "Manual: man " + frame.name + "\n";
  return out;
}

}  // namespace tlog::cli
