#include "libcore/cli/app.h"

#include <fmt/format.h>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/base/types.h"

namespace tlog::cli {
namespace {

Error wrong(const std::string& value, const std::string& what) {
  return Error(Errc::kUsage, fmt::format("\"{}\" {}", printable(value), what));
}

Error too_much(const OptionSpec& spec, const std::string& value) {
  return wrong(value, fmt::format("is more than {}{}", spec.max, spec.max == kMaxTreeSize ? " (2^53 - 1)" : ""));
}

Status in_range(const OptionSpec& spec, const std::string& value, uint64_t number) {
  if (number < spec.min) return wrong(value, fmt::format("is less than {}", spec.min));
  if (number > spec.max) return too_much(spec, value);
  return {};
}

// The setters of a plain variable and of an optional one are the same code.
template <typename Out>
Option::Setter set_text(Out& out) {
  return [&out](const OptionSpec&, const std::string& value) -> Status {
    out = value;
    return {};
  };
}

Option::Setter append_text(std::vector<std::string>& out) {
  return [&out](const OptionSpec&, const std::string& value) -> Status {
    out.push_back(value);
    return {};
  };
}

template <typename Out>
Option::Setter set_count(Out& out) {
  return [&out](const OptionSpec& spec, const std::string& value) -> Status {
    auto number = parse_u64(value);
    const bool digits = value[0] != '0' && value.find_first_not_of("0123456789") == std::string::npos;
    if (!number && digits) return too_much(spec, value);  // than 64 bits hold
    if (!number) return wrong(value, "is not a whole number (digits only)");
    CHECK(in_range(spec, value, *number));
    out = *number;
    return {};
  };
}

template <typename Out>
Option::Setter set_size(Out& out) {
  return [&out](const OptionSpec& spec, const std::string& value) -> Status {
    auto number = parse_size(value);
    if (!number) return wrong(value, "is not a size (digits, then nothing or K, M, G, T)");
    CHECK(in_range(spec, value, *number));
    out = *number;
    return {};
  };
}

// "-q,--quiet" into its two names.
void split_names(std::string_view names, OptionSpec& spec) {
  while (!names.empty()) {
    size_t comma = names.find(',');
    std::string name(names.substr(0, comma));
    names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    bool is_long = name.starts_with("--");
    ASSERT(name.size() > 1 && name[0] == '-' && (is_long || name.size() == 2));
    (is_long ? spec.long_name : spec.short_name) = name;
  }
}

}  // namespace

Option& Option::required() {
  spec_.required = true;
  return *this;
}

Option& Option::env(std::string variable, std::vector<std::string> unless) {
  ASSERT(spec_.kind != Kind::kFlag && !spec_.repeats);
  spec_.env = std::move(variable);
  spec_.env_unless = std::move(unless);
  return *this;
}

Option& Option::def(const std::string& value) {
  ASSERT(setter_(spec_, value).ok());
  spec_.default_shown = value;
  return *this;
}

Option& Option::def_is(std::string words) {
  spec_.default_shown = std::move(words);
  return *this;
}

Option& Option::range(uint64_t min, uint64_t max) {
  spec_.min = min;
  spec_.max = max;
  return *this;
}

Option& Option::metavar(std::string metavar) {
  spec_.metavar = std::move(metavar);
  return *this;
}

Option& Option::stops() {
  spec_.stops = true;
  return *this;
}

Option& Option::may_be_empty() {
  spec_.may_be_empty = true;
  return *this;
}

Option& Option::repeats() {
  spec_.repeats = true;
  return *this;
}

Option& Option::choices(std::vector<std::string> words) {
  spec_.choices = std::move(words);
  return *this;
}

Option& App::add(std::string_view names, Kind kind, std::string metavar, std::string help, Option::Setter setter) {
  OptionSpec spec;
  split_names(names, spec);
  spec.kind = kind;
  spec.metavar = std::move(metavar);
  spec.group = group_;
  spec.help = std::move(help);
  return options_.emplace_back(std::move(spec), std::move(setter));
}

Option& App::add_positional(std::string metavar, std::string help, bool repeats, Option::Setter setter) {
  Kind kind = Kind::kText;
  if (metavar.find("DIR") != std::string::npos) kind = Kind::kDir;
  if (metavar.find("FILE") != std::string::npos) kind = Kind::kFile;
  OptionSpec spec;
  spec.kind = kind;
  spec.metavar = std::move(metavar);
  spec.repeats = repeats;
  spec.help = std::move(help);
  return options_.emplace_back(std::move(spec), std::move(setter));
}

Option& App::repeated(std::string_view names, Kind kind, std::string metavar, std::string help,
                      std::vector<std::string>& out) {
  return add(names, kind, std::move(metavar), std::move(help), append_text(out)).repeats();
}

Option& App::flag(bool& out, std::string_view names, std::string help) {
  return add(names, Kind::kFlag, "", std::move(help), [&out](const OptionSpec&, const std::string&) -> Status {
    out = true;
    return {};
  });
}

Option& App::text(std::string& out, std::string_view names, std::string metavar, std::string help) {
  return add(names, Kind::kText, std::move(metavar), std::move(help), set_text(out));
}
Option& App::text(std::optional<std::string>& out, std::string_view names, std::string metavar, std::string help) {
  return add(names, Kind::kText, std::move(metavar), std::move(help), set_text(out));
}
Option& App::texts(std::vector<std::string>& out, std::string_view names, std::string metavar, std::string help) {
  return repeated(names, Kind::kText, std::move(metavar), std::move(help), out);
}
Option& App::file(std::string& out, std::string_view names, std::string help) {
  return add(names, Kind::kFile, "FILE", std::move(help), set_text(out));
}
Option& App::file(std::optional<std::string>& out, std::string_view names, std::string help) {
  return add(names, Kind::kFile, "FILE", std::move(help), set_text(out));
}
Option& App::files(std::vector<std::string>& out, std::string_view names, std::string help) {
  return repeated(names, Kind::kFile, "FILE", std::move(help), out);
}
Option& App::dir(std::string& out, std::string_view names, std::string help) {
  return add(names, Kind::kDir, "DIR", std::move(help), set_text(out));
}
Option& App::dir(std::optional<std::string>& out, std::string_view names, std::string help) {
  return add(names, Kind::kDir, "DIR", std::move(help), set_text(out));
}
Option& App::dirs(std::vector<std::string>& out, std::string_view names, std::string help) {
  return repeated(names, Kind::kDir, "DIR", std::move(help), out);
}
Option& App::count(uint64_t& out, std::string_view names, std::string help) {
  return add(names, Kind::kCount, "N", std::move(help), set_count(out));
}
Option& App::count(std::optional<uint64_t>& out, std::string_view names, std::string help) {
  return add(names, Kind::kCount, "N", std::move(help), set_count(out));
}
Option& App::size(uint64_t& out, std::string_view names, std::string help) {
  return add(names, Kind::kSize, "SIZE", std::move(help), set_size(out));
}
Option& App::size(std::optional<uint64_t>& out, std::string_view names, std::string help) {
  return add(names, Kind::kSize, "SIZE", std::move(help), set_size(out));
}

Option& App::choice(std::string& out, std::string_view names, std::vector<std::string> choices, std::string help) {
  std::vector<std::string> words = choices;
  return choice_at(std::move(choices), names, std::move(help), [&out, words](size_t i) { out = words[i]; });
}

Option& App::choice_at(std::vector<std::string> words, std::string_view names, std::string help,
                       std::function<void(size_t)> take) {
  Option& option = add(names, Kind::kChoice, "WORD", std::move(help),
                       [take = std::move(take)](const OptionSpec& spec, const std::string& value) -> Status {
                         for (size_t i = 0; i < spec.choices.size(); ++i) {
                           if (spec.choices[i] != value) continue;
                           take(i);
                           return {};
                         }
                         return wrong(value, fmt::format("is not one of {}", fmt::join(spec.choices, ", ")));
                       });
  option.choices(std::move(words));
  return option;
}

Option& App::positional(std::string& out, std::string metavar, std::string help) {
  return add_positional(std::move(metavar), std::move(help), false, set_text(out));
}
Option& App::positional(std::optional<std::string>& out, std::string metavar, std::string help) {
  return add_positional(std::move(metavar), std::move(help), false, set_text(out));
}
Option& App::positionals(std::vector<std::string>& out, std::string metavar, std::string help) {
  return add_positional(std::move(metavar), std::move(help), true, append_text(out));
}

App& App::command(std::string& chosen, std::string name, std::string summary) {
  chosen_ = &chosen;
  return *commands_.emplace_back(std::make_unique<App>(name_ + " " + name, std::move(summary)));
}

std::string App::command_name() const {
  size_t blank = name_.rfind(' ');
  return blank == std::string::npos ? std::string() : name_.substr(blank + 1);
}

std::vector<std::string> App::usage_lines() const {
  if (!usage_.empty()) return usage_;
  if (!commands_.empty()) return {"COMMAND [OPTION]..."};
  std::string line = "[OPTION]...";
  for (const Option& option : options_) {
    const OptionSpec& spec = option.spec();
    if (spec.positional()) {
      line += spec.required ? " " + spec.metavar : " [" + spec.metavar + "]";
      if (spec.repeats) line += "...";
    } else if (spec.required) {
      line += spec.long_name.empty() ? " " + spec.short_name + " " + spec.metavar
                                     : " " + spec.long_name + "=" + spec.metavar;
    }
  }
  return {line};
}

}  // namespace tlog::cli
