#include "libcore/cli/app.h"

#include <doctest/doctest.h>

#include <map>

TEST_SUITE_BEGIN("cli");

namespace {

using tlog::Errc;
using tlog::Status;
using tlog::cli::App;
using tlog::cli::SaidInOrder;
using Words = std::vector<std::string>;

enum class Colour { kRed, kBlue };

// One of everything.
struct Everything {
  bool quiet = false;
  std::string name;
  std::optional<std::string> note;
  std::vector<std::string> subdirs;
  uint64_t jobs = 0;
  std::optional<uint64_t> index;
  uint64_t memory = 0;
  Colour colour = Colour::kRed;
  std::vector<std::string> files;
  SaidInOrder said;
  App app{"tool", "do something"};

  Everything() {
    app.flag(quiet, "-q,--quiet", "say less");
    app.text(name, "-o,--origin", "O", "the origin").env("TLOG_ORIGIN");
    app.text(note, "--note", "TEXT", "a note");
    app.texts(subdirs, "--subdir", "S", "of the inputs after it");
    app.count(jobs, "-j,--jobs", "threads").range(1, 256).def("4").env("TLOG_JOBS");
    app.count(index, "--index", "number of the entry");
    app.size(memory, "--memory", "at most").def("64M");
    app.choice(colour, "--colour", {{"red", Colour::kRed}, {"blue", Colour::kBlue}}, "paint").def("red");
    app.positionals(files, "FILE", "inputs");
    app.ordered(said);
  }

  Status parse(const Words& words, const std::map<std::string, std::string>& env = {}) {
    return app.parse(words, [&env](const char* variable) -> const char* {
      auto found = env.find(variable);
      return found == env.end() ? nullptr : found->second.c_str();
    });
  }
};

// The message of a command line that is refused, "ok" for one that is not.
std::string refusal(const Words& words, const std::map<std::string, std::string>& env = {}) {
  Everything e;
  Status status = e.parse(words, env);
  if (status) return "ok";
  CHECK(status.error().code() == Errc::kUsage);
  CHECK(status.error().hints().back() == "see tool --help");
  return status.error().message();
}

std::string first_hint(const Words& words) {
  Everything e;
  Status status = e.parse(words);
  return status ? "ok" : status.error().hints().front();
}

}  // namespace

TEST_CASE("every kind of option, in every spelling") {
  Everything e;
  CHECK(e.parse({"-q", "--origin=example.com/log", "--note", "a b", "-j8", "--index", "0", "--memory=2G", "--colour",
                 "blue", "one", "two"}));
  CHECK(e.quiet);
  CHECK(e.name == "example.com/log");
  CHECK(e.note == "a b");
  CHECK(e.jobs == 8);
  CHECK(e.index == 0);
  CHECK(e.memory == uint64_t{2} << 30);
  CHECK(e.colour == Colour::kBlue);
  CHECK(e.files == Words{"one", "two"});
}

TEST_CASE("defaults hold when nothing is said") {
  Everything e;
  CHECK(e.parse({}));
  CHECK(e.jobs == 4);
  CHECK(e.memory == uint64_t{64} << 20);
  CHECK_FALSE(e.note.has_value());
  CHECK_FALSE(e.index.has_value());
}

TEST_CASE("the last of several wins, a list collects, a list never eats what follows") {
  Everything e;
  CHECK(e.parse({"-j", "2", "-j", "3", "--subdir", "noarch", "a", "b", "--subdir=linux-64", "c", "-qq"}));
  CHECK(e.jobs == 3);
  CHECK(e.subdirs == Words{"noarch", "linux-64"});
  CHECK(e.files == Words{"a", "b", "c"});
}

TEST_CASE("options and arguments in the order in which they were said") {
  Everything e;
  CHECK(e.parse({"a", "--subdir", "noarch", "b", "-q", "c", "--subdir=linux-64", "d", "--", "--subdir", "e"}));
  CHECK(e.said == SaidInOrder{{"FILE", "a"},
                              {"--subdir", "noarch"},
                              {"FILE", "b"},
                              {"--quiet", "true"},
                              {"FILE", "c"},
                              {"--subdir", "linux-64"},
                              {"FILE", "d"},
                              {"FILE", "--subdir"},
                              {"FILE", "e"}});
}

TEST_CASE("the words of a command are passed on as they are") {
  App app("tool", "do something");
  std::string log, place;
  Words words;
  app.dir(log, "--log", "help").required();
  app.dir(place, "--for", "help").stops();
  app.positionals(words, "CMD", "help").may_be_empty();
  const auto env = [](const char*) { return static_cast<const char*>(nullptr); };
  CHECK(app.parse({"--for", "x", "--", "tool", "--log", "", "-q", "--", "--log=", "--none", "[a,b]", "-"}, env));
  CHECK(words == Words{"tool", "--log", "", "-q", "--", "--log=", "--none", "[a,b]", "-"});
  CHECK(place == "x");
  CHECK(log.empty());
}

TEST_CASE("values and arguments that look like something else") {
  Everything e;
  CHECK(e.parse({"--note", "--quiet", "-", "[a,b]", "a=b", "--", "-q", "--"}));
  CHECK(e.note == "--quiet");
  CHECK_FALSE(e.quiet);
  CHECK(e.files == Words{"-", "[a,b]", "a=b", "-q", "--"});

  Everything f;
  CHECK(f.parse({"--note=[x, y]", "--origin", "a=b", "--subdir", "[p,q]", "--subdir", "%%"}));
  CHECK(f.note == "[x, y]");
  CHECK(f.name == "a=b");
  CHECK(f.subdirs == Words{"[p,q]", "%%"});
}

TEST_CASE("numbers are digits and nothing else") {
  CHECK(refusal({"-j", "-1"}) == "--jobs: \"-1\" is not a whole number (digits only)");
  CHECK(refusal({"-j", "010"}) == "--jobs: \"010\" is not a whole number (digits only)");
  CHECK(refusal({"-j", "0x10"}) == "--jobs: \"0x10\" is not a whole number (digits only)");
  CHECK(refusal({"--index", "18446744073709551616"}) ==
        "--index: \"18446744073709551616\" is more than 18446744073709551615");
  CHECK(refusal({"--index", "18446744073709551615"}) == "ok");
  CHECK(refusal({"-j", "0"}) == "--jobs: \"0\" is less than 1");
  CHECK(refusal({"-j", "257"}) == "--jobs: \"257\" is more than 256");
  CHECK(refusal({"--memory", "5Q"}) == "--memory: \"5Q\" is not a size (digits, then nothing or K, M, G, T)");
  CHECK(refusal({"-j=5"}) == "--jobs: \"=5\" is not a whole number (digits only)");
  CHECK(first_hint({"-j=5"}) == "a short option takes its value as \"-n 5\" or \"-n5\"");
}

TEST_CASE("mistakes are named, and the nearest word is offered") {
  CHECK(refusal({"--quite"}) == "unknown option --quite");
  CHECK(first_hint({"--quite"}) == "did you mean --quiet?");
  CHECK(first_hint({"-jobs"}) != "");
  CHECK(refusal({"--que"}) == "unknown option --que");
  CHECK(refusal({"-x"}) == "unknown option -x");
  CHECK(refusal({"-qx"}) == "unknown option -x");
  CHECK(refusal({"--quiet=false"}) == "option --quiet takes no value");
  CHECK(refusal({"--note="}) == "option --note needs a value: TEXT");
  CHECK(refusal({"--note=", "file"}) == "option --note needs a value: TEXT");
  CHECK(refusal({"--note", ""}) == "--note: an empty value is no value");
  CHECK(refusal({""}) == "FILE: an empty value is no value");
  CHECK(refusal({"file", "--note"}) == "option --note needs a value: TEXT");
  CHECK(refusal({"-j"}) == "option -j needs a value: N");
  CHECK(refusal({"--colour", "blu"}) == "--colour: \"blu\" is not one of red, blue");
  CHECK(first_hint({"--colour", "blu"}) == "did you mean blue?");
  CHECK(refusal({"--\x1b[2J"}) == "unknown option --\\x1b[2J");
}

TEST_CASE("a variable stands in for an option that is not said") {
  Everything e;
  CHECK(e.parse({"--origin", "said"}, {{"TLOG_ORIGIN", "not used"}, {"TLOG_JOBS", "7"}}));
  CHECK(e.name == "said");
  CHECK(e.jobs == 7);
  CHECK(refusal({}, {{"TLOG_JOBS", "x"}}) == "TLOG_JOBS: \"x\" is not a whole number (digits only)");
  CHECK(refusal({"-j1"}, {{"TLOG_JOBS", "x"}}) == "ok");
  CHECK(refusal({}, {{"TLOG_JOBS", ""}}) == "ok");
}

TEST_CASE("what is required, and what makes that no matter") {
  std::string key;
  std::string file;
  bool help = false;
  auto parse = [&](const Words& words, const char* env_value) {
    App app("tool", "do something");
    app.file(key, "--key", "the key").required().env("TLOG_KEY");
    app.positional(file, "FILE", "the file").required();
    app.flag(help, "--help", "help").stops();
    return app.parse(words, [env_value](const char*) { return env_value; });
  };
  CHECK(parse({"x"}, nullptr).error().message() == "option --key FILE is needed");
  CHECK(parse({"--key=k"}, nullptr).error().message() == "FILE is needed");
  CHECK(parse({"x"}, "from-env"));
  CHECK(key == "from-env");
  CHECK(parse({"--key=k", "x"}, nullptr));
  CHECK(parse({"--key=k", "x", "y"}, nullptr).error().message() == "too many arguments: \"y\" is not expected");
  CHECK(parse({"--help"}, nullptr));
}

TEST_CASE("commands have options of their own") {
  std::string chosen;
  std::string name;
  std::vector<std::string> files;
  bool help = false;
  auto parse = [&](const Words& words) {
    App app("tool", "do something");
    App& create = app.command(chosen, "new", "make one");
    create.text(name, "--name", "NAME", "its name").required();
    create.flag(help, "-h,--help", "help").stops();
    App& show = app.command(chosen, "show", "show some");
    show.positionals(files, "FILE", "what");
    app.flag(help, "-h,--help", "help").stops();
    Status status = app.parse(words, [](const char*) -> const char* { return nullptr; });
    if (status) return app.parsed().name();
    return status.error().message() + " | " + status.error().hints().front();
  };
  CHECK(parse({"new", "--name", "x"}) == "tool new");
  CHECK(chosen == "new");
  CHECK(parse({"show", "new", "show"}) == "tool show");
  CHECK(files == Words{"new", "show"});
  CHECK(parse({"new", "--help"}) == "tool new");
  CHECK(parse({"--help"}) == "tool");
  CHECK(parse({"-h", "new"}) == "tool");
  CHECK(parse({}) == "a command is needed: new, show | see tool --help");
  CHECK(parse({"nwe"}) == "unknown command \"nwe\" | did you mean new?");
  CHECK(parse({"show", "--name", "x"}) == "unknown option --name | see tool show --help");
  CHECK(parse({"--name", "x", "new"}) == "unknown option --name | see tool --help");
}

TEST_CASE("the synopsis is derived, or said") {
  Everything e;
  CHECK(e.app.usage_lines() == Words{"[OPTION]... [FILE]..."});
  App app("tool", "do something");
  std::string key;
  std::optional<std::string> at;
  app.file(key, "-k,--key", "the key").required();
  app.positional(at, "DIR|URL", "where");
  CHECK(app.usage_lines() == Words{"[OPTION]... --key=FILE [DIR|URL]"});
  app.usage("(--key=FILE | --agent)");
  CHECK(app.usage_lines() == Words{"(--key=FILE | --agent)"});
}

TEST_SUITE_END();
