#pragma once
// What a tool says about its command line, as data: parsing, help, completions, the manual check and the error messages
// all read the same list. CLI11 splits the words (parse.cc is its only user); it never converts a value, because its
// conversions accept too much (-1 as an unsigned number, 010 as 8).
//
//   void define(App& app, Options& options) {
//     app.group("What to write");
//     app.text(options.name, "--name", "NAME", "name of the key").required();
//     app.choice(options.type, "-t,--type", {{"log", KeyType::kLog}, {"cosigner", KeyType::kCosigner}},
//                "what the key signs").def("log");
//     app.count(options.jobs, "-j,--jobs", "work with N threads").range(1, 256).def_is("the number of processors");
//     app.positionals(options.files, "FILE", "entry lines; - is standard input");
//   }
//
// Rules: the last of several wins for a single value; `texts` and `files` collect them; a flag takes no value; an empty
// value is no value; `--` ends the options; long options are not abbreviated. A tool with commands (`tlog-key new`) has
// its options in the commands; the command is the first word.

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "libcore/base/result.h"

namespace tlog::cli {

enum class Kind { kFlag, kText, kFile, kDir, kCount, kSize, kChoice };

// One option or positional as others may read it.
struct OptionSpec {
  std::string short_name;  // "-q", or empty
  std::string long_name;   // "--quiet", or empty; both are empty for a positional
  std::string metavar;     // empty for a flag
  Kind kind = Kind::kText;
  std::vector<std::string> choices;
  std::string env;                      // the environment variable that stands in for it
  std::vector<std::string> env_unless;  // but not where one of these options is said
  std::string default_shown;            // as the help says it
  uint64_t min = 0;
  uint64_t max = UINT64_MAX;
  bool required = false;
  bool repeats = false;
  bool stops = false;
  bool may_be_empty = false;
  std::string group;
  std::string help;

  bool positional() const { return short_name.empty() && long_name.empty(); }
  // The name for messages: the long one where there is one.
  const std::string& name() const { return positional() ? metavar : long_name.empty() ? short_name : long_name; }
};

// What App's verbs return, to add what only some options need.
class Option {
 public:
  using Setter = std::function<Status(const OptionSpec&, const std::string&)>;
  Option(OptionSpec spec, Setter setter) : spec_(std::move(spec)), setter_(std::move(setter)) {}

  Option& required();
  // Used when the option is not said and the variable is not empty. Not for flags and not for what repeats. `unless`
  // are options that mean to take its place: where one is said, the variable is not looked at.
  Option& env(std::string variable, std::vector<std::string> unless = {});
  // The default: set at once, and shown. It goes through the same checks as a value of the user's, so `range` comes
  // first.
  Option& def(const std::string& value);
  // A default that the tool works out later, in words.
  Option& def_is(std::string words);
  Option& range(uint64_t min, uint64_t max);  // of a count or a size, both ends included
  Option& metavar(std::string metavar);
  Option& stops();         // as --help does: when it is said, nothing else is asked for
  Option& may_be_empty();  // for the words of a command that is passed on
  Option& repeats();       // for App
  Option& choices(std::vector<std::string> words);

  const OptionSpec& spec() const { return spec_; }
  Status set(const std::string& value) const { return setter_(spec_, value); }

 private:
  OptionSpec spec_;
  Setter setter_;
};

// (what, value) in the order of the command line: the long name of an option, or the metavar of a positional.
using SaidInOrder = std::vector<std::pair<std::string, std::string>>;
// A word and what it means.
template <typename Value>
using ChoiceList = std::initializer_list<std::pair<const char*, std::type_identity_t<Value>>>;
using EnvReader = std::function<const char*(const char* name)>;

class App {
 public:
  App(std::string name, std::string summary) : name_(std::move(name)), summary_(std::move(summary)) {}

  // The heading of the options that follow. They are shown in the order of their definition.
  void group(std::string heading) { group_ = std::move(heading); }

  // `names` is "-q,--quiet", "-q" or "--quiet".
  Option& flag(bool& out, std::string_view names, std::string help);
  Option& text(std::string& out, std::string_view names, std::string metavar, std::string help);
  Option& text(std::optional<std::string>& out, std::string_view names, std::string metavar, std::string help);
  Option& texts(std::vector<std::string>& out, std::string_view names, std::string metavar, std::string help);
  // A path. `-`, and whether it exists, are the tool's business. Metavar FILE.
  Option& file(std::string& out, std::string_view names, std::string help);
  Option& file(std::optional<std::string>& out, std::string_view names, std::string help);
  Option& files(std::vector<std::string>& out, std::string_view names, std::string help);
  // The same with metavar DIR.
  Option& dir(std::string& out, std::string_view names, std::string help);
  Option& dir(std::optional<std::string>& out, std::string_view names, std::string help);
  Option& dirs(std::vector<std::string>& out, std::string_view names, std::string help);
  // A whole number. Metavar N.
  Option& count(uint64_t& out, std::string_view names, std::string help);
  Option& count(std::optional<uint64_t>& out, std::string_view names, std::string help);
  // Bytes, with K, M, G, T for powers of 1024. Metavar SIZE.
  Option& size(uint64_t& out, std::string_view names, std::string help);
  Option& size(std::optional<uint64_t>& out, std::string_view names, std::string help);
  // One of a few words. Metavar WORD.
  Option& choice(std::string& out, std::string_view names, std::vector<std::string> choices, std::string help);
  template <typename Value>  // an enum or a bool, or a std::optional of one
  Option& choice(Value& out, std::string_view names, ChoiceList<Value> choices, std::string help);

  // What stands without an option. A metavar that names FILE or DIR is completed as such. A list comes last.
  Option& positional(std::string& out, std::string metavar, std::string help);
  Option& positional(std::optional<std::string>& out, std::string metavar, std::string help);
  Option& positionals(std::vector<std::string>& out, std::string metavar, std::string help);

  // A command, with options of its own; `chosen` becomes its name.
  App& command(std::string& chosen, std::string name, std::string summary);
  // Where the synopsis says more than can be derived ("(--index=N | --entry=FILE)"): what follows the name.
  void usage(std::string line) { usage_.push_back(std::move(line)); }
  // Asks for everything that was said, in order. Environment and defaults are not in it.
  void ordered(SaidInOrder& out) { ordered_ = &out; }

  // Takes the words after the program's name. kUsage with hints otherwise; then some variables may be set already.
  Status parse(const std::vector<std::string>& words, const EnvReader& env);

  const std::string& name() const { return name_; }  // "tlog-key", or "tlog-key new"
  const std::string& summary() const { return summary_; }
  const std::deque<Option>& options() const { return options_; }
  const std::vector<std::unique_ptr<App>>& commands() const { return commands_; }
  std::vector<std::unique_ptr<App>>& commands() { return commands_; }
  // The last word of the name: "new".
  std::string command_name() const;
  // The synopsis lines without the program's name, derived unless usage() gave them.
  std::vector<std::string> usage_lines() const;
  // The command that was parsed, or the whole tool.
  const App& parsed() const { return parsed_ ? *parsed_ : *this; }

 private:
  Option& add(std::string_view names, Kind kind, std::string metavar, std::string help, Option::Setter setter);
  Option& choice_at(std::vector<std::string> words, std::string_view names, std::string help,
                    std::function<void(size_t)> take);
  Option& add_positional(std::string metavar, std::string help, bool repeats, Option::Setter setter);
  Option& repeated(std::string_view names, Kind kind, std::string metavar, std::string help,
                   std::vector<std::string>& out);
  Status parse_command(const std::vector<std::string>& words, const EnvReader& env);
  Status parse_here(const std::vector<std::string>& words, const EnvReader& env);

  std::string name_;
  std::string summary_;
  std::string group_ = "Options";
  std::vector<std::string> usage_;
  std::deque<Option> options_;  // a deque: references stay good
  std::vector<std::unique_ptr<App>> commands_;
  std::string* chosen_ = nullptr;
  SaidInOrder* ordered_ = nullptr;
  const App* parsed_ = nullptr;
  std::set<const Option*> said_;
};

template <typename Value>
Option& App::choice(Value& out, std::string_view names, ChoiceList<Value> choices, std::string help) {
  std::vector<std::string> words;
  for (const auto& choice : choices) words.emplace_back(choice.first);
  std::vector<std::pair<const char*, Value>> values(choices);
  return choice_at(std::move(words), names, std::move(help), [&out, values](size_t i) { out = values[i].second; });
}

}  // namespace tlog::cli
