// The words of a command line to the variables of the options. CLI11 2.1.2 says which word belongs to which option, as
// text; nothing else is left to it. What it would do otherwise, and what keeps it from that here:
//   an option that may repeat eats the words behind it     expected(1), allow_extra_args(false)
//   a single value said twice is an error                  TakeAll, and the last one wins
//   --quiet=false is another way to say nothing            refused before it parses
//   --name= takes the next word as the value               refused before it parses
//   words in brackets are split into a list                allow_extra_args(false), for positionals too: those take one
//                                                          word at a time while fewer than expected were given

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>

#include "libcore/base/text.h"
#include "libcore/cli/app.h"
#include "libcore/cli/suggest.h"

namespace tlog::cli {
namespace {

constexpr int kManyWords = 1 << 28;  // more than a command line can have

Error usage_error(const std::string& message) { return Error(Errc::kUsage, message); }

const Option* find_option(const std::deque<Option>& options, std::string_view name) {
  for (const Option& option : options) {
    if (!option.spec().positional() && (option.spec().long_name == name || option.spec().short_name == name)) {
      return &option;
    }
  }
  return nullptr;
}

// `--name=` and `--flag=value`, which CLI11 would take in its own way.
Status check_spelling(const std::vector<std::string>& words, const std::deque<Option>& options) {
  for (size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    size_t equals = words[i].find('=');
    const Option* option = find_option(options, std::string_view(words[i]).substr(0, equals));
    if (option == nullptr) continue;
    const OptionSpec& spec = option->spec();
    if (equals == std::string::npos) {
      if (spec.kind != Kind::kFlag) ++i;  // the next word is its value, whatever it looks like
      continue;
    }
    if (!words[i].starts_with("--")) continue;
    if (spec.kind == Kind::kFlag) return usage_error("option " + spec.long_name + " takes no value");
    if (equals + 1 == words[i].size())
      return usage_error("option " + spec.long_name + " needs a value: " + spec.metavar);
  }
  return {};
}

Error unknown_option(const std::string& word, const std::deque<Option>& options) {
  std::string name = word.substr(0, word.find('='));
  Error error = usage_error("unknown option " + printable(name));
  std::vector<std::string> known;
  for (const Option& option : options) {
    if (!option.spec().long_name.empty()) known.push_back(option.spec().long_name);
  }
  // "-jobs" is a long option with a dash too few.
  std::string meant = nearest(name.starts_with("--") ? name : "-" + name, known);
  if (name.size() > 2 && !meant.empty()) return std::move(error).hint("did you mean " + meant + "?");
  return error;
}

Error left_over(const std::vector<std::string>& words, const std::deque<Option>& options) {
  for (const std::string& word : words) {
    if (word.size() > 1 && word[0] == '-') return unknown_option(word, options);
  }
  return usage_error("too many arguments: \"" + printable(words.front()) + "\" is not expected");
}

// Which option was given which value, in order.
using Said = std::vector<std::pair<const Option*, std::string>>;

Result<Said> split(const std::string& name, const std::vector<std::string>& words, const std::deque<Option>& options) {
  CLI::App parser(name);
  parser.set_help_flag();
  parser.allow_extras();
  std::map<const CLI::Option*, const Option*> ours;
  for (const Option& option : options) {
    const OptionSpec& spec = option.spec();
    CLI::Option* theirs = nullptr;
    if (spec.positional()) {
      theirs = parser.add_option(fmt::format("positional{}", ours.size()));
      theirs->expected(spec.repeats ? kManyWords : 1)->allow_extra_args(false);
    } else {
      std::string names = spec.short_name;
      if (!names.empty() && !spec.long_name.empty()) names += ",";
      names += spec.long_name;
      theirs = spec.kind == Kind::kFlag ? parser.add_flag(names) : parser.add_option(names);
      if (spec.kind == Kind::kFlag) {
        theirs->disable_flag_override();
      } else {
        theirs->expected(1)->allow_extra_args(false);
      }
    }
    theirs->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    ours[theirs] = &option;
  }
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 wants them
    parser.parse(std::move(reversed));
  } catch (const CLI::ParseError&) {
    // All that is left to go wrong: the line ends where a value should stand.
    const Option* last = words.empty() ? nullptr : find_option(options, words.back());
    if (last == nullptr) return usage_error("an option needs a value: " + printable(words.empty() ? "" : words.back()));
    return usage_error(fmt::format("option {} needs a value: {}", words.back(), last->spec().metavar));
  }
  std::vector<std::string> rest = parser.remaining();
  std::erase(rest, "--");  // CLI11 keeps the mark itself among them
  if (!rest.empty()) return left_over(rest, options);

  Said said;
  std::map<const CLI::Option*, size_t> seen;
  for (const CLI::Option* theirs : parser.parse_order()) {
    size_t index = seen[theirs]++;
    ASSERT(index < theirs->results().size());
    said.emplace_back(ours.at(theirs), theirs->results()[index]);
  }
  return said;
}

Status set_value(const Option& option, const std::string& where, const std::string& value) {
  if (value.empty() && !option.spec().may_be_empty) return usage_error(where + ": an empty value is no value");
  Status status = option.set(value);
  if (status) return {};
  Error error = std::move(status).error().context(where);
  if (value.starts_with('=')) return std::move(error).hint("a short option takes its value as \"-n 5\" or \"-n5\"");
  std::string meant = nearest(value, option.spec().choices);
  if (!meant.empty()) return std::move(error).hint("did you mean " + meant + "?");
  return error;
}

}  // namespace

Status App::parse(const std::vector<std::string>& words, const EnvReader& env) {
  Status status = commands_.empty() ? parse_here(words, env) : parse_command(words, env);
  if (status) return {};
  return std::move(status).error().hint("see " + parsed().name() + " --help");
}

Status App::parse_command(const std::vector<std::string>& words, const EnvReader& env) {
  std::vector<std::string> names;
  for (const auto& command : commands_) names.push_back(command->command_name());
  if (words.empty()) return usage_error(fmt::format("a command is needed: {}", fmt::join(names, ", ")));
  if (words[0].starts_with("-") && words[0].size() > 1) {
    // `tlog-key -v new`: what stands before the command can only be --help and the like.
    auto end = std::find_if(words.begin(), words.end(), [](const std::string& w) { return !w.starts_with("-"); });
    CHECK(parse_here({words.begin(), end}, env));
    for (const Option& option : options_) {
      if (option.spec().stops && said_.contains(&option)) return {};
    }
    return usage_error(fmt::format("the command comes first: {}", fmt::join(names, ", ")));
  }
  for (const auto& command : commands_) {
    if (command->command_name() != words[0]) continue;
    parsed_ = command.get();
    *chosen_ = words[0];
    return command->parse_here({words.begin() + 1, words.end()}, env);
  }
  Error error = usage_error("unknown command \"" + printable(words[0]) + "\"");
  std::string meant = nearest(words[0], names);
  if (!meant.empty()) return std::move(error).hint("did you mean " + meant + "?");
  return std::move(error).hint(fmt::format("the commands are {}", fmt::join(names, ", ")));
}

Status App::parse_here(const std::vector<std::string>& words, const EnvReader& env) {
  CHECK(check_spelling(words, options_));
  TRY(Said said, split(name_, words, options_));
  bool stopped = false;
  for (const auto& [option, value] : said) {
    const OptionSpec& spec = option->spec();
    CHECK(set_value(*option, spec.name(), spec.kind == Kind::kFlag ? "true" : value));
    said_.insert(option);
    stopped = stopped || spec.stops;
    if (ordered_ != nullptr) ordered_->emplace_back(spec.name(), value);
  }
  if (stopped) return {};
  for (const Option& option : options_) {
    const OptionSpec& spec = option.spec();
    if (said_.contains(&option)) continue;
    const bool replaced = std::any_of(spec.env_unless.begin(), spec.env_unless.end(), [&](const std::string& other) {
      return said_.contains(find_option(options_, other));
    });
    const char* variable = spec.env.empty() || replaced ? nullptr : env(spec.env.c_str());
    if (variable != nullptr && *variable != '\0') {
      CHECK(set_value(option, spec.env, variable));
      continue;
    }
    if (!spec.required) continue;
    if (spec.positional()) return usage_error(spec.metavar + " is needed");
    return usage_error(fmt::format("option {} {} is needed", spec.name(), spec.metavar));
  }
  return {};
}

}  // namespace tlog::cli
